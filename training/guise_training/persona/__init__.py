"""A face that is nobody's by construction: a code of at most 160 bits a frame, and a persona that is drawn by it."""
