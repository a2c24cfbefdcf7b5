"""Any finished package, right and wrong in every way that the rules know."""
