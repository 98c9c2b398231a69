"""The texts of the patrol page's scripts, translated here and carried in the page as JSON."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coverage.models import Issue


def patrol_texts() -> dict[str, str]:
    """Return every text the scripts show; ``{name}`` in a text is filled in by the script."""
    is_english = (get_language() or "").startswith("en")
    return {
        "ruleMember": "rule_en" if is_english else "rule_zh",
        "turnMember": "en" if is_english else "zh",
        "titleMember": "title_en" if is_english else "title_zh",
        **_signal(),
        **_due(),
        **_walking(),
        **_waiting(),
        **_issue(),
        **{f"category.{value}": str(label) for value, label in Issue.Category.choices},
    }


def _signal() -> dict[str, str]:
    return {
        "signal.idle": _("online"),
        "signal.sending": _("sending"),
        "signal.no-signal": _("no signal"),
        "signal.sign-in": _("log in"),
        "unsent.none": _("Not yet sent: 0"),
        "unsent.some": _("Not yet sent: {what}"),
        "unsent.parts": _("{n} parts, {points} points"),
        "unsent.issues": _("{n} issues"),
        "unsent.photos": _("{n} photos"),
        "signIn": _("Your session has ended. Log in to send what is waiting; nothing is lost."),
        "signInLink": _("Log in"),
        "notStored": _("This browser cannot keep the page for use without a signal."),
        "noData": _(
            "Nothing is stored of what is due: open this page where there is a signal. "
            "Recording works all the same."
        ),
        "dataFresh": _("As of {time}"),
        "dataStored": _("No answer from the service: stored on {time}, {age} ago"),
        "age.minutes": _("{n} min"),
        "age.hours": _("{n} h"),
        "age.days": _("{n} d"),
    }


def _due() -> dict[str, str]:
    return {
        "state.overdue": _("Overdue"),
        "state.due": _("Due now"),
        "state.coming": _("Later"),
        "state.done": _("Done"),
        "late.overdue": _("{n} d overdue"),
        "late.today": _("due today"),
        "late.left": _("{n} d left"),
        "late.done": _("done on {day}"),
        "kind.village": _("visit to the village"),
        "kind.board": _("notice board"),
        "nothingDue": _("You owe no patrol. You may record one all the same."),
        "lastOn": _("last on {day}"),
        "dueOn": _("due by {day}"),
        "lengthOf": _("{km} long"),
        "shareOf": _("{share} walked in this period"),
        "owedTitle": _("Your duties, quarter {quarter} of {year}"),
        "owedRow": _("{done} in the quarter, {year} in the year"),
        "owedLeft": _("{n} left by the end of the quarter"),
        "owedNone": _("nothing left"),
        "owedNote": _(
            "Of {minimum} a year, in equal parts by quarters. "
            "Other targets are not counted here yet."
        ),
        "startOn": _("Start: {name}"),
        "start": _("Start the patrol"),
        "noRoute": _("No route was given to you for today."),
        "routeFacts": _("{km}, about {minutes} min"),
        "stopAt": _("after {minutes} min"),
        "stops": _("Stops"),
        "turns": _("Turns"),
        "kept.title": _("A patrol was not ended"),
        "kept.text": _("{name}, begun {time}. Nothing recorded is lost. Go on with it?"),
        "kept.yes": _("Go on"),
        "kept.no": _("End it"),
    }


def _walking() -> dict[str, str]:
    return {
        "freePatrol": _("Patrol"),
        "waitingFix": _("Waiting for the position …"),
        "accuracy": _("exact to {m} m"),
        "oldFix": _("no position for {s} s"),
        "denied": _(
            "The position is blocked. Allow it for this page in the browser's settings, "
            "then open the page again."
        ),
        "noPosition": _("No position: go into the open, away from walls and trees."),
        "awake": _("The screen stays on."),
        "notAwake": _(
            "This phone lets the screen go dark and then records nothing: keep it on yourself."
        ),
        "otherWindow": _("Another window of this phone is recording already."),
        "storeFailed": _("The phone cannot store positions: {why}"),
        "walkedOf": _("{covered} of {length} km"),
        "walkedKm": _("{km} walked"),
        "toPlace": _("{m} m to {name}"),
        "end.title": _("End the patrol?"),
        "end.text": _("{minutes} min, {km}."),
        "end.yes": _("End it"),
        "end.no": _("Go on walking"),
        "done.waits": _("Kept on this phone; it is sent as soon as there is a signal."),
        "done.refused": _("The service refused it"),
        "done.sent": _("The service has everything."),
        "done.valid": _("A valid patrol"),
        "done.notValid": _("Not a valid patrol"),
        "done.notJudged": _("Not judged yet"),
        "done.covered": _("{name}: {share}, {covered} of {length} km"),
        "done.page": _("Open the page of the patrol"),
        "done.phone": _("Measured on the phone"),
        "done.server": _("Measured by the service, which counts"),
    }


def _waiting() -> dict[str, str]:
    return {
        "waiting.nothing": _("Everything was sent."),
        "waiting.parts": _("{sent} of {all} parts sent, {points} points here"),
        "waiting.walking": _("under way"),
        "waiting.ended": _("waits for the service"),
        "waiting.closed": _("sent"),
        "waiting.refused": _("The service says: {words}"),
        "waiting.advice": _(
            "The points stay here. Send again later, or save them as a file and hand that in."
        ),
        "waiting.save": _("Save as GPX"),
        "waiting.upload": _("Upload a track as a file"),
        "waiting.issue": _("Issue: {name}, {photos} photos"),
        "waiting.others": _(
            "{n} points of another person wait on this phone. "
            "They are sent when that person logs in."
        ),
    }


def _issue() -> dict[str, str]:
    return {
        "issue.noCategory": _("Choose what it is."),
        "issue.noPlace": _("Without a position nobody finds it: wait for one in the open."),
        "issue.seeking": _("Looking for your position …"),
        "issue.place": _("Your place counts, exact to {m} m."),
        "issue.badPhoto": _("{name} is no photo this phone can read."),
        "issue.kept": _("The issue is kept on this phone and sent as soon as there is a signal."),
        "issue.remove": _("Remove"),
    }
