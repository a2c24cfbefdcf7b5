"""The 305 requirements of cmi5, by whom they bind, with the reason where it is not us.

The ids are those of npm's ``@cmi5/requirements``. A test proves a requirement that binds us by carrying its id in its
name, dots and dashes as underscores (``test_cmi5_9_3_0_0_4_…``), or as its parameter (``…[9.3.0.0-4]``).

- ``package``: the course structure and the zip that we write, and what the checker says of anyone's.
- ``unit``: what our assignable unit does when it runs.
- ``idle``: it binds an assignable unit that does a certain thing, which ours never does.
- ``sum``: it says that other requirements must hold, and is proved by those.
- ``lms``: it binds the LMS or its LRS alone. The scripted LMS of the tests keeps most of them; none binds a package.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Binds = Literal["package", "unit", "idle", "sum", "lms"]


class Entry(NamedTuple):
    """Whom a requirement binds, and why."""

    binds: Binds
    why: str


_PACKAGE: Final = {
    "3.0.0.0-1": "ids of course, blocks, objectives and AUs are absolute IRIs",
    "8.1.0.0-6": "an AU's url has no query of its own that a launch parameter would clash with",
    "13.1.2.0-1": "block ids are unique",
    "13.1.3.0-1": "objective ids are unique",
    "13.1.4.0-1": "AU ids are unique",
    "13.1.4.0-2": "an AU's url is well-formed",
    "13.1.5.0-1": "foreign elements come with a schema: we write none, the checker asks for it",
    "13.1.5.0-2": "foreign elements keep the structure valid",
    "13.2.0.0-1": "cmi5.xml fits the published schema",
    "14.1.0.0-1": "the zip follows the APPNOTE",
    "14.1.0.0-2": "cmi5.xml is at the root of the zip",
    "14.1.0.0-3": "what is in the zip has a relative url",
    "14.1.0.0-4": "what is not in the zip has an absolute url",
    "14.2.0.0-1": "a bare cmi5.xml has absolute urls: the checker's, since we always write a zip",
}

_UNIT: Final = {
    "4.1.0.0-1": "every statement and request is valid xAPI: Ralph's models and the LRS judge them",
    "7.1.1.0-1": "initialized is sent",
    "7.1.2.0-1": "terminated is sent, as the last one",
    "7.1.3.0-1": "cmi5-allowed statements go between the two",
    "8.1.0.0-7": "launch parameters are read in any order",
    "8.1.1.0-2": "endpoint is read from the query",
    "8.1.1.0-3": "endpoint is the base of every request",
    "8.1.2.0-3": "fetch is read from the query",
    "8.1.2.0-4": "the token is fetched by POST",
    "8.1.2.0-5": "every request carries the token",
    "8.1.3.0-2": "actor is read from the query",
    "8.1.3.0-3": "actor is that of every statement, and the agent of every document",
    "8.1.4.0-2": "registration is read from the query",
    "8.1.4.0-3": "registration is that of every statement and State document",
    "8.1.5.0-5": "activityId is read from the query",
    "8.1.5.0-6": "activityId is the object of every cmi5-defined statement",
    "8.2.1.0-2": "the token is fetched by POST",
    "8.2.1.0-5": "the token is sent as Basic credentials",
    "8.2.2.0-4": "the token is fetched by POST",
    "8.2.2.0-5": "every request carries the token",
    "9.1.0.0-1": "every statement has a UUID of ours",
    "9.2.0.0-2": "the actor of cmi5-defined statements is an Agent",
    "9.2.0.0-3": "the actor keeps the account that the LMS gave",
    "9.3.0.0-1": "the verbs of cmi5-defined statements are those of the specification",
    "9.3.0.0-2": "no verb twice in a session",
    "9.3.0.0-3": "passed or failed, not both in a session",
    "9.3.0.0-4": "initialized is the first statement",
    "9.3.0.0-5": "terminated is the last statement",
    "9.3.0.0-6": "completed once in a registration",
    "9.3.0.0-7": "passed once in a registration",
    "9.3.0.0-8": "no failed after passed in a registration",
    "9.3.2.0-2": "initialized is the first statement",
    "9.3.2.0-3": "initialized once in a session",
    "9.3.3.0-1": "completed when everything was seen",
    "9.3.3.0-2": "completed once in a registration",
    "9.3.4.0-1": "passed when the learner passed",
    "9.3.4.0-2": "passed only from the mastery score on",
    "9.3.4.0-3": "passed once in a registration",
    "9.3.5.0-1": "failed when the learner failed",
    "9.3.5.0-2": "failed only under the mastery score",
    "9.3.8.0-1": "terminated is sent",
    "9.3.8.0-2": "terminated is the last statement",
    "9.4.0.0-1": "cmi5-defined statements have their object",
    "9.4.0.0-2": "the object is the launched activity",
    "9.5.1.0-1": "verb and score agree with the mastery score",
    "9.5.1.0-2": "a score only in passed and failed",
    "9.5.1.0-3": "score.raw comes with min and max",
    "9.5.2.0-1": "passed has success true",
    "9.5.2.0-2": "failed has success false",
    "9.5.2.0-3": "no other has success",
    "9.5.3.0-1": "completed has completion true",
    "9.5.3.0-2": "no other has completion",
    "9.5.4.1-1": "terminated has a duration",
    "9.5.4.1-2": "completed has a duration",
    "9.5.4.1-3": "passed has a duration",
    "9.5.4.1-4": "failed has a duration",
    "9.6.0.0-1": "cmi5-defined statements have the whole context",
    "9.6.1.0-1": "the context has the registration of the launch",
    "9.6.2.0-1": "the context has all context activities of the template",
    "9.6.2.1-1": "cmi5-defined statements, and only they, have the cmi5 category",
    "9.6.2.2-1": "statements with success or completion have the moveOn category",
    "9.6.2.2-2": "no other statement has it",
    "9.6.3.1-4": "every statement has the session id",
    "9.6.3.2-2": "passed and failed that rest on the mastery score name it",
    "9.7.0.0-1": "every statement has a timestamp",
    "9.7.0.0-2": "timestamps are in UTC",
    "10.2.1.0-4": "the context template is read from LMS.LaunchData",
    "10.2.1.0-5": "LMS.LaunchData is never written or deleted",
    "10.2.1.0-6": "every context is made from the template",
    "10.2.1.0-7": "nothing of the template is overwritten",
    "10.2.2.0-1": "a Normal launch is recorded",
    "10.2.2.0-2": "a Browse launch records no completion or success",
    "10.2.2.0-3": "a Review launch records no completion or success",
    "10.2.2.0-6": "initialized and terminated in a Normal launch",
    "10.2.2.0-8": "initialized and terminated in a Browse launch",
    "10.2.2.0-9": "no other cmi5-defined statement in a Browse launch",
    "10.2.2.0-10": "initialized and terminated in a Review launch",
    "10.2.2.0-11": "no other cmi5-defined statement in a Review launch",
    "10.2.4.0-2": "passed and failed rest on the mastery score of the launch data",
    "10.2.6.0-1": "the page goes to the returnURL at the end",
    "11.0.0.0-1": "preferences are asked for with the actor of the launch",
    "11.0.0.0-3": "preferences are read at the start",
    "11.0.0.0-4": "preferences have their one name",
    "11.2.0.0-1": "sound is on or off as preferred",
}

_NO_WRITING: Final = "our unit reads the learner's preferences and never sets them"
_IDLE: Final = {
    "11.0.0.0-2": _NO_WRITING,
    "11.0.0.0-5": _NO_WRITING,
    "11.1.0.0-1": _NO_WRITING,
    "11.1.0.0-2": _NO_WRITING,
}

_SUM: Final = {
    "4.4.0.0-1": "sections 13 and 14",
    "4.4.0.0-2": "sections 13 and 14",
    "7.0.0.0-1": "section 8",
    "7.0.0.0-2": "4.1.0.0-1",
    "7.0.0.0-3": "section 10",
    "7.0.0.0-4": "section 11",
    "7.0.0.0-5": "section 7.1",
    "10.2.2.0-5": "10.2.2.0-6 to -11",
    "10.2.2.0-7": "section 9.3",
}

_LMS: Final = {
    "4.2.0.0-1": "an LMS is an LRS",
    "4.2.0.0-2": "an LMS has an account that reads everything",
    "6.0.0.0-1": "an LMS is an LRS",
    "6.0.0.0-2": "the LMS prepares the State documents",
    "6.0.0.0-3": "the LMS launches",
    "6.0.0.0-4": "the LMS's side of statements",
    "6.0.0.0-5": "the LMS's side of agent profiles",
    "6.0.0.0-6": "the LMS handles courses",
    "6.1.0.0-1": "the LMS imports",
    "6.1.0.0-2": "the LMS imports more than a thousand AUs",
    "6.1.0.0-3": "the LMS imports what fits the schema",
    "6.2.0.0-1": "the LMS prepares the State documents",
    "6.3.0.0-1": "the LMS's credentials must not let an AU void; ours never tries, which the scripted LMS watches",
    "6.3.0.0-2": "the LMS voids what it should have refused",
    "8.1.0.0-1": "the LMS opens the AU",
    "8.1.0.0-2": "the LMS opens a window",
    "8.1.0.0-3": "the LMS chooses the window",
    "8.1.0.0-4": "the LMS makes the launch address",
    "8.1.0.0-5": "the LMS makes the launch address",
    "8.1.0.0-8": "the LMS encodes the launch parameters",
    "8.1.1.0-1": "the LMS gives endpoint",
    "8.1.2.0-1": "the LMS gives fetch",
    "8.1.2.0-2": "the LMS limits the token",
    "8.1.3.0-1": "the LMS gives actor",
    "8.1.4.0-1": "the LMS gives registration",
    "8.1.5.0-1": "the LMS makes activityId",
    "8.1.5.0-2": "the LMS gives activityId",
    "8.1.5.0-3": "the LMS's activityId is not the publisher's id",
    "8.1.5.0-4": "the LMS's activityId stays the same",
    "8.2.1.0-1": "the LMS gives fetch",
    "8.2.1.0-3": "the LMS's answer to fetch",
    "8.2.1.0-4": "the LMS's answer to fetch",
    "8.2.1.0-6": "the LMS limits the token",
    "8.2.2.0-1": "the LMS's answer to fetch",
    "8.2.2.0-2": "the LMS's answer to fetch",
    "8.2.2.0-3": "the LMS's answer to fetch",
    "8.2.3.0-1": "the LMS gives one token; that ours asks once is 8.1.2.0-4",
    "8.2.3.2-1": "the LMS's error codes",
    "9.2.0.0-1": "the LMS makes the actor",
    "9.3.0.0-9": "the LMS reports all statements",
    "9.3.0.0-10": "the LMS says abandoned once",
    "9.3.0.0-11": "the LMS says waived once",
    "9.3.1.0-1": "the LMS says launched",
    "9.3.1.0-2": "the LMS says launched once",
    "9.3.2.0-1": "the LMS judges how long after launched; no time is named",
    "9.3.3.0-3": "the LMS counts completed for moveOn",
    "9.3.4.0-4": "the LMS counts passed for moveOn",
    "9.3.6.0-1": "the LMS says abandoned",
    "9.3.6.0-2": "the LMS takes nothing after abandoned",
    "9.3.7.0-1": "the LMS says waived",
    "9.3.7.0-2": "the LMS gives a reason for waived",
    "9.3.7.0-3": "the LMS's session id of waived",
    "9.3.7.0-4": "the LMS says waived once",
    "9.3.8.0-3": "the LMS ends the session at terminated",
    "9.3.8.0-4": "the LMS takes nothing after terminated",
    "9.3.9.0-1": "the LMS says satisfied of a block",
    "9.3.9.0-2": "the LMS's object of satisfied",
    "9.3.9.0-3": "the LMS makes the id of the block",
    "9.3.9.0-4": "the LMS's id of the block is not the publisher's",
    "9.3.9.0-5": "the LMS says satisfied of a course",
    "9.3.9.0-6": "the LMS's object of satisfied",
    "9.3.9.0-7": "the LMS makes the id of the course",
    "9.3.9.0-8": "the LMS's id of the course is not the publisher's",
    "9.3.9.0-9": "the LMS's session id of satisfied",
    "9.5.4.2-1": "abandoned is the LMS's statement",
    "9.5.4.2-2": "abandoned is the LMS's statement",
    "9.5.5.2-1": "waived is the LMS's statement",
    "9.6.1.1-2": "the LMS makes the registration",
    "9.6.1.1-3": "the LMS evaluates moveOn",
    "9.6.2.3-1": "the LMS puts the publisher's id into the template",
    "9.6.2.3-2": "the LMS's own statements",
    "9.6.3.1-1": "the LMS makes the session id",
    "9.6.3.1-2": "the LMS puts the session id into the launch data",
    "9.6.3.1-3": "the LMS's own statements",
    "9.6.3.2-1": "launched is the LMS's statement",
    "9.6.3.3-1": "launched is the LMS's statement",
    "9.6.3.4-1": "launched is the LMS's statement",
    "9.6.3.6-1": "launched is the LMS's statement",
    "9.6.3.7-1": "launched is the LMS's statement",
    "10.1.0.0-1": "the LMS writes the launch data",
    "10.1.0.0-2": "the LMS writes the launch data",
    "10.1.0.0-3": "the LMS writes the launch data",
    "10.1.0.0-4": "the LMS writes the launch data",
    "10.1.0.0-5": "the LMS writes the launch data",
    "10.2.1.0-1": "the LMS writes the launch data",
    "10.2.1.0-2": "the LMS writes the launch data",
    "10.2.1.0-3": "the LMS writes the launch data",
    "10.2.2.0-4": "the LMS writes the launch data",
    "10.2.3.0-1": "the LMS writes the launch data",
    "10.2.4.0-1": "the LMS writes the launch data",
    "10.2.5.0-1": "the LMS writes the launch data",
    "10.2.7.0-1": "the LMS writes the launch data",
    "10.2.7.1-1": "the LMS writes the launch data",
    "10.2.7.2-1": "the LMS writes the launch data",
    "13.1.0.0-1": "the LMS trims what it imports",
    "13.1.4.0-3": "the LMS merges an AU's own query into the launch address",
    "14.0.0.0-1": "the LMS takes zip32, zip64 and bare structures",
}

_GROUPS: Final[dict[Binds, dict[str, str]]] = {
    "package": _PACKAGE,
    "unit": _UNIT,
    "idle": _IDLE,
    "sum": _SUM,
    "lms": _LMS,
}

EXPLICIT: Final[dict[str, Entry]] = {
    identifier: Entry(binds, why) for binds, group in _GROUPS.items() for identifier, why in group.items()
}
"""What the specification itself says; each of the other ids has a suffix and is derived from one of these."""


def entry(identifier: str) -> Entry:
    """Whom the requirement *identifier* binds.

    Raises:
        KeyError: There is no such requirement.
    """
    explicit, _, derived = identifier.partition(" (d")
    found = EXPLICIT[explicit]
    # CATAPULT derived them as tests of an LMS: each says what it must track, refuse or put into its own statements.
    return Entry("lms", f"what an LMS does about {explicit}") if derived else found
