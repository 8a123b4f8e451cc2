"""A simulated month of several projects: what was learned and promoted, and whether rightly.

The service is asked through its API, by generators that know what works no better than it does; how
often each way works is a hidden truth, drawn for the seed, by which all it did is judged.
"""
