project = "Prévenir les chutes"
language = "en"
extensions = ["plct_bulder_for_sphinx.builder.plct_builder"]
additional_build_targets = ["scorm"]
content_uri = "https://cours.example.org/chutes"
