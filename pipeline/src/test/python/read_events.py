"""Prints, as one JSON object, what TensorBoard reads in a folder of event files: steps and values by tag, and the times.

    python read_events.py FOLDER
"""

import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

events = EventAccumulator(sys.argv[1])
events.Reload()
scalars = {tag: events.Scalars(tag) for tag in events.Tags()["scalars"]}
print(
    json.dumps(
        {
            tag: {
                "steps": [event.step for event in found],
                "values": [event.value for event in found],
                "times": [event.wall_time for event in found],
            }
            for tag, found in scalars.items()
        }
    )
)
