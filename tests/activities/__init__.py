"""Each kind of activity by itself: model, lint, pages, and what a learner does with them."""
