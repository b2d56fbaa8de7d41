"""Personal data: where it is, how a person is erased, what holds that back, and how long anything is kept."""
