#!/usr/bin/env python3
"""
Which passage a gap is told: topics of CLINC150 (FL_DATA) fail, and the help pages below, written for
this from the names of the topics alone, hold the answers to some of them.  In halves: the threshold
was chosen on the first.  Prints how many gaps got the right passage, another one, or none, and how
many that no page answers got one.

FL_BUILD  where the programs are (build)
FL_DATA   the public data (../shared/data)
"""

import collections
import json
import os
import random
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(os.environ.get("FL_BUILD", "build"))
DATA = os.environ.get("FL_DATA", "../shared/data")
EACH = 25		# questions of a topic

# Topic, title of the page, the passage that answers.
PAGES = [
    [
        ("pin_change", "Card security", "You can choose a new PIN at any of our cash machines, or in the app under Cards. It is valid at once."),
        ("report_lost_card", "Cards", "If your card is lost or was stolen, call us at any hour on the number on our front page; we block it and post another one."),
        ("damaged_card", "Cards", "A card that is bent, cracked or cannot be read any more is replaced for free when you bring it to a branch."),
        ("credit_limit_change", "Credit cards", "To raise or lower the limit of your credit card, send us a proof of income; we decide within two working days."),
        ("international_fees", "Abroad", "Paying abroad in another currency costs a fee of 1.5 percent of the amount; taking out cash 3 percent."),
        ("exchange_rate", "Abroad", "For dollars, euros and other currencies we use the exchange rate of the central bank of the day before."),
        ("order_checks", "Cheques", "A book of 25 paper checks can be ordered at the counter or in the app and comes by post within a week."),
        ("routing", "Account details", "The routing number of the bank is printed at the bottom left of each check and stands on every statement."),
        ("direct_deposit", "Salary", "To have your wages paid in by direct deposit, give your employer the form that you find under Documents."),
        ("rollover_401k", "Pensions", "Money of a 401k plan of an earlier employer can be rolled over into one of ours; the old provider needs our letter of acceptance."),
        ("carry_on", "Baggage", "Each passenger takes one carry on bag of up to 8 kilograms and 55 by 40 by 20 centimetres into the cabin."),
        ("lost_luggage", "Baggage", "If your suitcase has not arrived, report the missing luggage at the desk in the arrivals hall and keep the tag."),
        ("international_visa", "Before the trip", "Whether you need a visa for the country that you travel to is for its embassy to say; we may not let you board without one."),
        ("vaccines", "Before the trip", "Some countries ask for vaccines: have shots for yellow fever and hepatitis at least ten days before you fly."),
        ("flight_status", "On the day", "Whether a flight is on time, delayed or cancelled is shown under its number; gates are given an hour before."),
        ("oil_change_how", "Your car", "To change the oil yourself, drain it while the engine is warm, replace the filter and fill up to the mark."),
        ("tire_pressure", "Your car", "The right air pressure of the tires is written inside the driver's door; look at it every month."),
        ("jump_start", "Your car", "With a dead battery, connect the red cable first, then the black one, start the other car and wait five minutes to jump start."),
        ("pto_request", "Staff", "Vacation is asked for in the staff portal at least two weeks ahead; your manager approves the days off."),
        ("payday", "Staff", "Wages are paid on the last working day of each month; when it is a holiday, on the day before."),
        ("w2", "Staff", "The W2 form of last year is ready by the end of January and can be downloaded in the staff portal."),
        ("reset_settings", "The assistant", "To set the assistant back to the factory settings, hold the upper button for ten seconds."),
        ("sync_device", "The assistant", "A phone is paired and synced with the assistant over Bluetooth; both have to be in one room."),
        ("change_language", "The assistant", "The assistant speaks English, Spanish, French and German; the language is changed under Voice."),
    ],
    [
        ("freeze_account", "Accounts", "You can freeze an account in the app: nobody can take anything out of it until you lift the freeze."),
        ("account_blocked", "Accounts", "An account is blocked after three wrong passwords, or when we see payments that are not like you; a call releases it."),
        ("card_declined", "Cards", "A card is declined when the limit is reached, when it has expired, or when the shop's reader is offline."),
        ("expiration_date", "Cards", "The month in which a card expires is on its front; the next one comes by itself four weeks earlier."),
        ("replacement_card_duration", "Cards", "A replacement card takes five to seven working days by post; for 20 dollars a courier brings it in two."),
        ("improve_credit_score", "Credit", "A credit score goes up when bills are paid in time and less than a third of the limits is in use."),
        ("interest_rate", "Savings", "The interest rate of a savings account is 2.1 percent a year, credited at the end of each quarter."),
        ("min_payment", "Credit cards", "The minimum payment each month is two percent of what you owe, at least 25 dollars."),
        ("redeem_rewards", "Rewards", "Reward points can be redeemed for vouchers or cash in the app from 1,000 points on."),
        ("report_fraud", "Security", "If you see a payment that you did not make, report the fraud at once; you owe nothing after that."),
        ("new_card", "Credit cards", "To apply for a new credit card you need a proof of identity and three payslips; the form takes ten minutes."),
        ("travel_notification", "Abroad", "Let us know before a trip in which country you will use the card, so that we do not take it for a theft."),
        ("insurance_change", "Insurance", "A change of your insurance plan is possible each November, or within a month of a marriage or a birth."),
        ("taxes", "Taxes", "The income tax that you owe in the state is shown in the tax statement that we send in February."),
        ("travel_alert", "Before the trip", "Travel alerts and safety warnings for each country are kept by the ministry and shown with the booking."),
        ("plug_type", "Before the trip", "Sockets differ: take an adapter for plug type G to Britain, type C to most of Europe."),
        ("car_rental", "Cars", "Renting a car needs a licence held for two years and a credit card in the driver's name."),
        ("schedule_maintenance", "Your car", "A service of the car is booked under Workshop; choose a garage and an hour for the maintenance."),
        ("tire_change", "Your car", "To change a tire, loosen the nuts before you lift the car with the jack, and tighten them crosswise."),
        ("gas_type", "Your car", "Which fuel the car takes, regular gas, premium or diesel, is written inside the filler cap."),
        ("pto_balance", "Staff", "How many days of vacation you have left is shown at the top of the staff portal."),
        ("next_holiday", "Staff", "The office is closed on public holidays; the calendar of the year lists each holiday."),
        ("whisper_mode", "The assistant", "In whisper mode the assistant answers quietly; it begins when you whisper, or by a word."),
        ("change_volume", "The assistant", "The volume is turned up and down with the ring, or by saying a number from one to ten."),
    ],
]

# Pages that answer none of the topics.
OTHERS = [
    ("About us", "The bank was founded in 1911 by four farmers and has 62 branches today."),
    ("About us", "We sponsor the youth choir and a marathon each spring."),
    ("Branches", "The branch in Main Street is closed for building work; the one at the station is open instead."),
    ("Shares", "Shareholders meet on the second Tuesday of May; invitations are sent by post."),
    ("Safe deposit", "Safe deposit boxes come in three sizes from 90 dollars a year."),
    ("Children", "For children under twelve there is a savings book with a bear on it."),
    ("Lounge", "The lounge is open from five in the morning and has showers and a quiet room."),
    ("Pets on board", "Small dogs and cats travel in the cabin in a closed bag for 60 dollars."),
    ("Wheelchairs", "Help with a wheelchair is free; tell us two days before."),
    ("Groups", "Groups of ten and more get a price of their own from the groups desk."),
    ("Parking", "Parking at the airport costs 14 dollars a day in the long stay."),
    ("Canteen", "The canteen serves lunch from half past eleven; the menu hangs in the lift."),
    ("Bicycles", "Bicycles are leased for three years, and the rate is taken from gross wages."),
    ("Visitors", "Visitors sign in at the front desk and wear a badge."),
    ("Keys", "A lost key of the office is reported to the caretaker, who changes the cylinder."),
    ("Accessories", "Roof boxes and child seats can be hired by the week."),
    ("Paint", "Stone chips are mended with the pen of the colour that the plate in the boot names."),
    ("Towing", "The car pulls a trailer of up to 1,200 kilograms with brakes."),
    ("Speakers", "Two speakers in one room make stereo when they have the same name."),
    ("Wall mount", "The wall mount wants two screws of five millimetres."),
]


def interaction(number, question, fails):
    at = f"2026-03-{1 + number % 28:02d}T10:{number // 28 % 60:02d}:00Z"
    yield {"type": "interaction", "id": f"q{number}", "time": at, "customer": f"u{number}",
           "question": question, "action": {"kind": "answer", "text": "Let me think."}}
    yield {"type": "outcome", "id": f"o{number}", "time": at, "interaction": f"q{number}",
           "signal": "rejected" if fails else "accepted"}


def document(name, title, text):
    return {"type": "document", "id": name, "time": "2026-01-01T10:00:00Z", "title": title,
            "source": name, "text": text}


def log_of(rows, half):
    """The topics with a page, and as many others, fail; the rest goes well."""
    rng = random.Random(half)
    by_topic = collections.defaultdict(list)
    for row in rows:
        by_topic[row["label"]].append(row["text"])
    paged = {topic for pages in PAGES for topic, _, _ in pages}
    bare = sorted(set(by_topic) - paged)
    rng.shuffle(bare)
    fails = {topic for topic, _, _ in PAGES[half]} | set(bare[: len(PAGES[half])])
    asked = [(text, topic) for topic in sorted(by_topic) if topic in fails or topic not in paged
             for text in rng.sample(by_topic[topic], EACH)]
    rng.shuffle(asked)
    records = [record for number, (text, topic) in enumerate(asked)
               for record in interaction(number, text, topic in fails)]
    records += [document(topic, title, text) for topic, title, text in PAGES[half]]
    records += [document(f"other-{i}", title, text) for i, (title, text) in enumerate(OTHERS)]
    return records, dict(asked)


def gaps(folder, records, half):
    store = os.path.join(folder, f"store{half}")
    lines = "".join(json.dumps(record) + "\n" for record in records)
    subprocess.run([os.path.join(BUILD, "fl-record"), "-q", "-s", store], input=lines, text=True,
                   check=True)
    out = subprocess.run([os.path.join(BUILD, "fl-patterns"), "-n", "--json", "-s", store],
                         capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def main():
    try:
        with open(os.path.join(DATA, "clinc150/train.jsonl"), encoding="utf-8") as file:
            rows = [row for row in map(json.loads, file) if not row.get("oos")]
    except OSError:
        print(f"CLINC150 is not in FL_DATA ({DATA})")
        return
    print(f"{'gaps':12} {'answered':>9} {'right':>6} {'other':>6} {'none':>5}   "
          f"{'unanswered':>10} {'told one':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for half in (0, 1):
            records, topic_of = log_of(rows, half)
            pages = {topic for topic, _, _ in PAGES[half]}
            count = collections.Counter()
            for gap in gaps(folder, records, half):
                seen = collections.Counter(topic_of.get(q) for q in gap["examples"] + [gap["question"]])
                topic = seen.most_common(1)[0][0]
                told = gap.get("document", {}).get("id")
                if topic not in pages:
                    count["unanswered"] += 1
                    count["false"] += told is not None
                    continue
                count["answered"] += 1
                count["right" if told == topic else "none" if told is None else "other"] += 1
            print(f"{('first half', 'second half')[half]:12} {count['answered']:>9} {count['right']:>6} "
                  f"{count['other']:>6} {count['none']:>5}   {count['unanswered']:>10} {count['false']:>8}")


sys.exit(main())
