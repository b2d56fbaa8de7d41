"""`tandem bench`: the product beside its floor, in turn, in one run; absolute figures drift, ratios hold."""
