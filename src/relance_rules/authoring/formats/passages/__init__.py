"""The cited document beside the rules, for people and for programs: one module per format."""
