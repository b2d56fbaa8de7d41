"""Recordings of calls: announced, refused by one key, sealed, heard by few, and destroyed when their time is over."""
