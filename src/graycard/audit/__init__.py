"""The main job: plan, generate, read, measure, report, in rounds, into a run folder."""
