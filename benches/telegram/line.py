"""Prints one line for a run's report: `line.py NAME EXPECTED REPORT`. Exit code 1 when the run fell short.

EXPECTED is `all` (every candidate reaches the end with the right data, and reads nothing twice), `killed` (the same,
save that a message may be read twice: the bot died between sending it and writing down that it was sent, and Telegram
has no way to tell), or `unblocked` (the same as `all`, for those who did not block the bot).
"""

import json
import sys

name, expected, path = sys.argv[1:4]
try:
    with open(path, encoding="utf-8") as report:
        d = json.load(report)
except (OSError, ValueError) as error:
    sys.exit(f"{name:<14} no report: {error}")

wanted = d["candidates"] - (d["blocked"] if expected == "unblocked" else 0)
callbacks = d["callbacks"]
good = (
    d["completed"] == wanted
    and d["lost_messages"] == d["bot"]["crashes"] == 0
    and (expected == "killed" or d["duplicate_replies"] == 0)
    and callbacks["never_answered"] == 0
)
latency = d["latency_ms"] or {}
print(
    f"{'ok  ' if good else 'FAIL'} {name:<14}"
    f" done {d['completed']}/{wanted} stuck {d['stuck']} wrong {d['wrong_data']} blocked {d['blocked']}"
    f" | turns {d['user_turns']} at {d['turns_per_s']}/s in {d['wall_s']} s"
    f" | ms p50 {latency.get('p50')} p95 {latency.get('p95')} p99 {latency.get('p99')} max {latency.get('max')}"
    f" | lost {d['lost_messages']} twice {d['duplicate_replies']} asked again {d['repeated_prompts']}"
    f" | taps unanswered {callbacks['never_answered']} late {callbacks['later_than_1s']}"
    f" | 400s {d['api']['bad_requests_400']} 429s {d['api']['flood_429']} 403s {d['api']['sent_to_blocked_403']}"
    f" | cpu {d['bot']['cpu_ms_per_turn']} ms/turn, peak {d['bot']['rss_peak_mib']} MiB"
)
sys.exit(0 if good else 1)
