"""What the timeline of 90 days must give, written by hand: rule, level, records, and why.

`s-`, `b-`, `o-` are rows of the phone's store, the backup and the operator's list. Nothing here is
computed. Where a member is absent it is not compared.
"""

GBT, CBA, SCOPE = "gbt-45251-hours", "cba-2026-hours", "gbt-45251-scope"
WEAK = "citation-unsettled"


def hours(level, record, why, texts=(GBT, CBA), remarks=()):
    return {"rule": "quiet-hours", "level": level, "records": [record], "texts": list(texts),
            "remarks": list(remarks), "why": why}


def third(rule, level, records, why, **more):
    return {"rule": f"third-person-{rule}", "level": level, "records": records, "why": why} | more


FINDINGS = [
    hours("sign", "b-night", "A call at 22:30. Only the backup reaches back to that day, and an "
          "imported row is enough.", texts=[GBT, CBA]),
    hours("borderline", "b-edge", "22:03:00 is within five minutes of the edge."),
    hours("sign", "b-text", "A demand at 23:10 by the network's time. That the standard's hours cover "
          "texts is known from a weak source, the guideline says it.", [SCOPE, CBA], [WEAK]),
    hours("review", "b-phone-time", "A demand at 22:40, by the phone's time only.", [SCOPE, CBA],
          ["phone-time-only", WEAK]),
    {"rule": "connected-calls", "level": "sign", "texts": ["gbt-45251-calls"], "remarks": [],
     "records": ["s-four-1", "s-four-2", "s-four-3", "s-four-4"],
     "why": "Three connected calls of the agency and one of the bank are four of one group; the "
            "backup's rows, 20 s later, are the same four."},
    hours("sign", "s-edited", "A demand at 22:50. In the backup its words differ: one event that "
          "disagrees, not two.", [SCOPE, CBA], [WEAK]),
    hours("review", "s-new-york-summer", "10:30 in Shanghai is permitted, but since the clocks of New "
          "York went forward it is 22:30 there. Two days before the same call was at 21:30.",
          remarks=["phone-zone-differs"]),
    hours("review", "s-new-york-noon", "23:30 in Shanghai is 11:30 where the phone was.",
          remarks=["phone-zone-differs"]),
    {"rule": "connected-calls", "level": "undecided", "texts": ["gbt-45251-calls"],
     "remarks": ["count-undecided"],
     "records": ["s-zone-1", "s-zone-2", "s-zone-3", "b-zone-3"],
     "why": "Three connected calls, and a row of the backup an hour off the third: a wrong zone or a "
            "fourth call."},
    third("contact", "sign", ["s-chat"], "The agency writes into a chat of which the sister is a "
          "member; the debtor had answered the agency the day before.",
          remarks=["debtor-was-reachable", WEAK, "date-in-force-unsettled"]),
    third("told", "sign", ["s-chat"], "What it writes demands the debt and names the debtor.",
          remarks=["told-of-debt", "names-debtor"]),
    {"rule": "unanswered-calls", "level": "review", "texts": ["cba-2026-calls"],
     "remarks": ["rule-claims-no-more"], "records": [f"s-seven-{i}" for i in range(1, 8)],
     "why": "Seven unanswered calls on a day; the six of the next day are allowed."},
    hours("review", "s-berlin-winter", "14:30 in Shanghai is 07:30 in Berlin. Two days later, after the "
          "change to summer time, it is 08:30 and nothing.", remarks=["phone-zone-differs"]),
    third("contact", "review", ["s-chat-2"], "Again a chat with the sister; no answered call and no "
          "reply in the three days before.",
          remarks=["debtor-perhaps-unreachable", WEAK, "date-in-force-unsettled"]),
    third("refused", "review", ["refusal", "s-chat-2"], "The sister had refused on 20 March. The first "
          "chat was before it.", remarks=["debtor-perhaps-unreachable", WEAK]),
    {"rule": "call-burst", "level": "review", "records": ["s-burst-1", "s-burst-2", "s-burst-3"],
     "why": "Three calls within eight minutes."},
    hours("undecided", "s-doubt", "21:52, and that evening the phone's clock was moved by twelve "
          "minutes. The demand a minute later has the network's time.", remarks=["clock-doubt"]),
    hours("review", "s-reach", "Answered at 21:50, ended at 22:10.",
          remarks=["call-reached-into-window"]),
    hours("context", "s-agreed", "22:15, inside of the hours agreed the day before.",
          remarks=["time-agreed"]),
    hours("sign", "s-withdrawn", "22:15, a day after the agreement was withdrawn."),
    hours("sign", "s-micro", "23:00 by the small-loan company: the banks' guideline does not bind it.",
          [GBT]),
    hours("review", "s-line-night", "22:40 from a general line: not necessarily collection.",
          remarks=["general-line"]),
    {"rule": "service-line", "level": "context", "records": ["s-line-night", "s-line-day"],
     "texts": ["own-facts"], "why": "Both calls came from 95588."},
    hours("review", "t-typed", "23:00, but somebody only wrote it down.",
          remarks=["typed-or-relayed-only"]),
    *(hours("sign", f"s-equal-{i}", "Three equal demands within a minute are three.", [SCOPE, CBA],
            [WEAK]) for i in (1, 2, 3)),
    hours("undecided", "t-local", "Noon by a clock whose zone is not known: nothing can be said.", [],
          ["zone-unknown"]),
    {"rule": "private-number", "level": "context", "records": ["s-chat", "s-chat-2"],
     "texts": ["cba-2026-r6"], "why": "The agency wrote from a mobile number."},
    {"rule": "private-number", "level": "context", "records": ["s-virtual"],
     "texts": ["cba-2026-r6"], "why": "A mobile number of an agency, too."},
    {"rule": "virtual-operator", "level": "context", "records": ["s-virtual"],
     "texts": ["own-facts"], "why": "170 is a virtual operator's prefix."},
]
