"""What can be said of the team: skills, trainings, reviews, wishes and thanks."""

from __future__ import annotations

import argparse

from partnercrm.cli.parser import add_verb, add_verbs

WHAT = ("skills", "trainings", "reviews", "wishes", "thanks")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`partnercrm team STORE list|skill|training|train|talk|wish|decide|thank|...`."""
    verbs = add_verbs(commands, "team", "Those who work here: skills, trainings, reviews, wishes and thanks.")
    listed = add_verb(verbs, "list", "team:listed", "List what is noted.", read_only=True)
    listed.add_argument("what", choices=WHAT)
    listed.add_argument("--party", help="only of this one")
    skill = add_verb(verbs, "skill", "team:skill", "Say how well somebody can do something.")
    _who(skill)
    skill.add_argument("--name", required=True)
    skill.add_argument("--level", type=int, required=True, help="1 is learning it, 4 teaches it")
    skill.add_argument("--since", metavar="DATE")
    _trainings(verbs)
    talk = add_verb(verbs, "talk", "team:talk", "Note a review.")
    _who(talk)
    talk.add_argument("--summary", required=True)
    talk.add_argument("--agreed", default="")
    talk.add_argument("--next", metavar="DATE", help="when the next one is due")
    _date(talk)
    wish = add_verb(verbs, "wish", "team:wish", "Note a wish.")
    _who(wish)
    wish.add_argument("--text", required=True)
    _date(wish)
    decide = add_verb(verbs, "decide", "team:decide", "Say what became of a wish.")
    decide.add_argument("id", metavar="ID")
    decide.add_argument("state", choices=("granted", "declined", "open"))
    decide.add_argument("--answer", default="")
    thank = add_verb(verbs, "thank", "team:thank", "Thank somebody.")
    _who(thank)
    thank.add_argument("--text", required=True)
    thank.add_argument("--by", metavar="PARTY", help="who thanked; we unless said")
    _date(thank)
    remove = add_verb(verbs, "remove", "team:remove", "Take a note away.")
    remove.add_argument("what", choices=WHAT)
    remove.add_argument("id", metavar="ID")


def _trainings(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    training = add_verb(verbs, "training", "team:training", "Plan a training, or note one that was done.")
    _who(training)
    training.add_argument("--name", required=True)
    training.add_argument("--due", metavar="DATE")
    training.add_argument("--done", metavar="DATE")
    _done(training)
    training.add_argument("--note", default="")
    finish = add_verb(verbs, "train", "team:train", "A planned training was done.")
    finish.add_argument("training", metavar="TRAINING", help="its id, or its name with --party")
    finish.add_argument("--party")
    finish.add_argument("--done", metavar="DATE", help="today unless said")
    _done(finish)
    post = add_verb(verbs, "post-training", "team:post_training", "Enter a training as given to whoever learned.")
    post.add_argument("training", metavar="TRAINING")
    post.add_argument("--party")


def _done(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--valid-until", metavar="DATE", help="when it has to be done again")
    parser.add_argument("--cost")
    parser.add_argument("--post", action="store_true", help="enter it as given to whoever learned")


def _who(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--party", required=True, help="who of the team")


def _date(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--date", help="YYYY-MM-DD; today unless said")
