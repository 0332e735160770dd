"""Training of Guise's networks: "Learning to Anonymize Faces for Privacy Preserving Action Detection" (ECCV 2018)."""
