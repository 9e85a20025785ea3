"""What can be said of feedback: surveys, whom to ask, answers, and reviews in public."""

from __future__ import annotations

import argparse

from partnercrm.cli.parser import add_verb, add_verbs

KINDS = ("nps", "csat", "text")
AFTER = ("nothing", "purchase", "project")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`partnercrm feedback STORE surveys|survey|requests|ask|respond|responses|review|...`."""
    verbs = add_verbs(commands, "feedback", "Ask people, note what they answer, and answer what stands in public.")
    add_verb(verbs, "surveys", "feedback:surveys", "List surveys.", read_only=True)
    survey = add_verb(verbs, "survey", "feedback:survey", "Begin a survey, or change the one of that name.")
    survey.add_argument("survey", metavar="NAME")
    survey.add_argument("--kind", choices=KINDS, help="0 to 10, 1 to 5, or words")
    survey.add_argument("--question")
    survey.add_argument("--audience", help="a role, such as customer or employee; everybody unless said")
    survey.add_argument("--anonymous", action="store_true", help="answers keep no name")
    survey.add_argument("--after", choices=AFTER, help="after what a request falls due by itself")
    survey.add_argument("--after-days", type=int)
    survey.add_argument("--rest-days", type=int, help="nobody is asked again before")
    survey.add_argument("--from", dest="from_day", metavar="DATE")
    survey.add_argument("--until", metavar="DATE")
    survey.add_argument("--asked", type=int, help="how many were asked where no requests are kept")
    _requests(verbs)
    _answers(verbs)
    _reviews(verbs)


def _requests(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listed = add_verb(verbs, "requests", "feedback:requests", "List whom to ask.", read_only=True)
    listed.add_argument("--survey")
    listed.add_argument("--due", action="store_true", help="only those to ask now")
    ask = add_verb(verbs, "ask", "feedback:ask", "Note that those who are due, or one of them, were asked.")
    ask.add_argument("survey", metavar="SURVEY")
    ask.add_argument("--party", help="only this one; all that are due unless said")
    ask.add_argument("--date", help="YYYY-MM-DD; today unless said")
    drop = add_verb(verbs, "drop", "feedback:drop", "Leave somebody in peace.")
    drop.add_argument("survey", metavar="SURVEY")
    drop.add_argument("--party", required=True)
    plan = add_verb(verbs, "plan", "feedback:plan", "Plan to ask somebody, on a day or after a project.")
    plan.add_argument("survey", metavar="SURVEY")
    plan.add_argument("--party", required=True)
    plan.add_argument("--due", metavar="DATE", help="when to ask")
    plan.add_argument("--project-ended", metavar="DATE", help="ask so many days later as the survey says")
    plan.add_argument("--about", default="")


def _answers(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    respond = add_verb(verbs, "respond", "feedback:respond", "Note an answer; a complaint becomes a follow-up.")
    respond.add_argument("survey", metavar="SURVEY")
    respond.add_argument("--score", type=int)
    respond.add_argument("--text", default="")
    respond.add_argument("--party")
    respond.add_argument("--date", help="YYYY-MM-DD; today unless said")
    respond.add_argument("--complaint", choices=("yes", "no"), help="the score decides unless said")
    listed = add_verb(verbs, "responses", "feedback:responses", "List answers.", read_only=True)
    listed.add_argument("--survey")
    listed.add_argument("--party")
    listed.add_argument("--complaints", action="store_true", help="only complaints")
    remove = add_verb(verbs, "remove-response", "feedback:remove_response", "Take an answer away.")
    remove.add_argument("id", metavar="ID")
    after = add_verb(verbs, "look-after", "feedback:look_after", "Make a follow-up of an answer or a public review.")
    after.add_argument("id", metavar="ID")
    calm = add_verb(verbs, "no-complaint", "feedback:no_complaint", "Say that an answer was no complaint after all.")
    calm.add_argument("id", metavar="ID")


def _reviews(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    review = add_verb(verbs, "review", "feedback:review", "Note what somebody wrote in public.")
    review.add_argument("--place", required=True, help="where it stands")
    review.add_argument("--stars", help="of five")
    review.add_argument("--author", default="")
    review.add_argument("--text", default="")
    review.add_argument("--party", help="who it is, where you know")
    review.add_argument("--date", help="YYYY-MM-DD; today unless said")
    listed = add_verb(verbs, "reviews", "feedback:reviews", "List public reviews.", read_only=True)
    listed.add_argument("--unanswered", action="store_true", help="only those that nobody answered")
    answer = add_verb(verbs, "answer", "feedback:answer", "Note what we answered to a public review.")
    answer.add_argument("id", metavar="ID")
    answer.add_argument("--text", required=True)
    answer.add_argument("--date", help="YYYY-MM-DD; today unless said")
    remove = add_verb(verbs, "remove-review", "feedback:remove_review", "Take a public review away.")
    remove.add_argument("id", metavar="ID")
