"""Notes: words of a member, private to the author's side or published to both parties."""
