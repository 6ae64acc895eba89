"""Proxenia: an observatory of city science diplomacy.

Evidence travels one way, and each stage knows nothing of later ones::

    places -> evidence -> networks -> indicators -> index -> compare -> strategy -> assessment -> report -> cli

`proxenia.assessment.assess` walks that way once, from a `proxenia.study.Study` and a `proxenia.store.Store` to an
`Assessment`; `proxenia.report.publish` shows it.
"""
