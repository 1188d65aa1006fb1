"""The sentences of the e-mails in English."""

from matcher.domain.introduction import DeclineReason
from matcher.notify.kinds import Kind
from matcher.notify.messages import DeskCount

COMMON = {
    "hello": "Hello,",
    "hello_named": "Hello {name},",
    "foot": "Passerelle, the introduction service of Maroc PME.",
    "automatic": "This message is sent automatically. Our links open a page that always asks you to confirm.",
}

LETTERS: dict[Kind, dict[str, str]] = {
    Kind.JOIN_REQUEST_RECEIVED: {
        "subject": "We have received your request to join",
        "received": "We have received your request to join for {organisation}.",
        "next": "An officer is looking at it. You will get an answer by e-mail, whatever it is.",
    },
    Kind.JOIN_REQUEST_REFUSED: {
        "subject": "Your request to join was not accepted",
        "refused": "We cannot accept your request to join for {organisation}, for this reason:",
        "next": "If your situation changes, you may send a new request.",
    },
    Kind.INVITATION: {
        "subject": "You are invited to join Passerelle",
        "invited": "You are invited to open an account on Passerelle for {organisation}.",
        "open": "See the invitation",
        "until": "This invitation is valid until {expires_at} (Morocco time).",
        "ignore": "If you did not expect this invitation, do nothing: no account will be opened.",
    },
    Kind.CONFIRM_EMAIL: {
        "subject": "Confirm your e-mail address",
        "confirm": "One step is left: confirm that this address is yours.",
        "open": "Confirm my address",
        "until": "This link is valid until {expires_at} (Morocco time).",
        "ignore": "If you did not ask for an account, do nothing.",
    },
    Kind.PASSWORD_RESET: {
        "subject": "Choose a new password",
        "asked": "A new password was asked for on your account.",
        "open": "Choose a new password",
        "until": "This link works once and is valid until {expires_at} (Morocco time).",
        "ignore": "If it was not you who asked, do nothing: your password stays the same.",
    },
    Kind.PASSWORD_CHANGED: {
        "subject": "Your password was changed",
        "changed": "The password of your account was changed on {changed_at} (Morocco time).",
        "sessions": "For your safety, all your open sessions were ended.",
        "not_you": "If it was not you, ask for a new password at once and tell your officer.",
        "open": "Ask for a new password",
    },
    Kind.ACCOUNT_DISABLED: {
        "subject": "Your account was disabled",
        "disabled": "Your Passerelle account was disabled. You can no longer sign in.",
        "next": "To know why, or to have it opened again, write to your officer.",
    },
    Kind.ACCOUNT_EXISTS: {
        "subject": "You already have an account",
        "exists": "Somebody asked for an account on Passerelle with this address, or invited you again. It already has one.",
        "next": "Sign in as usual. If you no longer know your password, ask for a new one.",
        "open": "Ask for a new password",
        "ignore": "If it was not you, do nothing: your account stays as it is.",
    },
    Kind.EMAIL_CHANGED: {
        "subject": "The address of your account was changed",
        "changed": "On {changed_at} (Morocco time), your account took another e-mail address. This one no longer opens it.",
        "not_you": "If it was not you, write to your officer at once.",
    },
    Kind.CHALLENGE_RECEIVED: {
        "subject": "We have received your challenge: {challenge_title}",
        "received": "We have received your challenge:",
        "next": "An officer is now looking for startups that can answer it. You will get an answer in every case.",
        "open": "Follow my challenge",
    },
    Kind.TEASER_APPROVED: {
        "subject": "Your anonymous summary is approved: {challenge_title}",
        "approved": "The anonymous summary of your challenge is approved:",
        "next": "Startups can read it from now on. They see neither your name, nor your site, nor the full text of the challenge.",
        "open": "See my challenge",
    },
    Kind.TEASER_REFUSED: {
        "subject": "Your anonymous summary needs a change: {challenge_title}",
        "refused": "The anonymous summary of your challenge cannot be published yet:",
        "because": "Here is why:",
        "next": "Change it, and it will be read again at once. Until then, no startup sees your challenge.",
        "open": "Change the summary",
    },
    Kind.SHORTLIST_RELEASED: {
        "subject": "Startups are proposed to you: {challenge_title}",
        "released": "Your officer has selected startups for your challenge:",
        "count": "Startups proposed: {count}",
        "until": "Tell us before {answer_by} which ones interest you. A no is useful too, with its reason.",
        "open": "See the proposed startups",
    },
    Kind.NO_PARTNER: {
        "subject": "Answer to your challenge: {challenge_title}",
        "none": "We have found no startup that suits your challenge:",
        "because": "Here is why:",
        "instead": "We advise you to turn to:",
        "next": "You may also make your challenge more precise and submit it again.",
        "open": "See my challenge",
    },
    Kind.INTRODUCTION_PROPOSED_TO_FIRM: {
        "subject": "An introduction is proposed to you: {challenge_title}",
        "proposed": "We propose an introduction for your challenge:",
        "startup": "The startup in a few words:",
        "because": "Why we propose it:",
        "until": "Please answer before {answer_by}.",
        "open": "Read the proposal and answer",
        "unnamed": "Names and contacts are exchanged only if both sides accept.",
        "support": "A support body is asked at the same time as you:",
        "unnamed_three": "Contacts are exchanged only if all three accept. If the support body does not take part, the introduction goes on between the two.",
    },
    Kind.INTRODUCTION_PROPOSED_TO_STARTUP: {
        "subject": "An introduction is proposed to you: {challenge_title}",
        "proposed": "We propose an introduction to an industrial company, for this challenge:",
        "because": "Why we thought of you:",
        "until": "Please answer before {answer_by}.",
        "open": "Read the proposal and answer",
        "unnamed": "Names and contacts are exchanged only if both sides accept.",
        "support": "A support body is asked at the same time as you:",
        "unnamed_three": "Contacts are exchanged only if all three accept. If the support body does not take part, the introduction goes on between the two.",
    },
    Kind.INTRODUCTION_PROPOSED_TO_SUPPORT: {
        "subject": "An introduction of three is proposed to you: {challenge_title}",
        "proposed": "An industrial company and a startup might need you. We propose that you take part in their introduction, for this challenge:",
        "startup": "The startup in a few words:",
        "because": "Why we thought of you:",
        "until": "Please answer before {answer_by}.",
        "open": "Read the proposal and answer",
        "unnamed": "Names and contacts are exchanged only if all three accept. If you decline, the introduction goes on without you.",
    },
    Kind.INTRODUCTION_REMINDER: {
        "subject": "Your answer is awaited: {challenge_title}",
        "waiting": "A proposal is still waiting for your answer:",
        "until": "Without an answer from you, it will end on {answer_by}.",
        "open": "Read the proposal and answer",
        "only": "This is our only reminder. A no is a good answer: it frees the other side.",
    },
    Kind.INTRODUCTION_ACCEPTED: {
        "subject": "Introduction: {challenge_title}",
        "accepted": "You have both accepted this introduction:",
        "because": "Why you should meet:",
        "of_firm": "For the industrial company",
        "of_startup": "For the startup",
        "next": "We invite you to agree on a first talk in the coming days. We will then ask you what came of it.",
        "accepted_by_three": "All three have accepted this introduction:",
        "of_support": "For the support body",
    },
    Kind.INTRODUCTION_WITHOUT_SUPPORT: {
        "subject": "The introduction goes on between two: {challenge_title}",
        "without": "The following introduction goes on between the firm and the startup only:",
        "support": "This support body does not take part:",
        "next": "Your answer, if you gave one, still holds: there is nothing to do again. If you no longer want to meet without it, tell your officer.",
        "open": "See the introduction",
    },
    Kind.INTRODUCTION_DECLINED: {
        "subject": "The introduction will not take place: {challenge_title}",
        "declined": "The following introduction will not take place:",
        "note": "Passed on by your officer:",
        "next": "Thank you for your interest. We keep looking for you.",
        "open": "See the details",
    },
    Kind.INTRODUCTION_EXPIRED: {
        "subject": "The proposal has ended: {challenge_title}",
        "expired": "The following proposal has ended, as no answer came in time:",
        "next": "If it still interests you, your officer can propose it again.",
        "open": "See the details",
    },
    Kind.OUTCOME_ASKED: {
        "subject": "What came of your introduction? {challenge_title}",
        "asked": "You were introduced for this challenge. Where do you stand?",
        "why": "Answering takes a minute. It helps us to choose the next introductions better.",
        "open": "Say what came of it",
    },
    Kind.SUGGESTIONS_DIGEST: {
        "subject": "New challenges that may suit you",
        "found": "These challenges of industrial companies may suit you:",
        "next": "Tell us whether you are interested, or why it is not for you: the next suggestions will take it into account.",
        "open": "See all my suggestions",
    },
    Kind.DESK_DIGEST: {
        "subject": "What waits for you today",
        "waiting": "This waits for a decision:",
        "oldest": "Longest wait, in days: {oldest_days}",
        "open": "Open my desk",
    },
}

DECLINES: dict[DeclineReason, str] = {
    DeclineReason.NO_TIME: "The other side does not have the time that it would take at the moment.",
    DeclineReason.NOT_OUR_FIELD: "The other side finds the subject too far from its field.",
    DeclineReason.ALREADY_SOLVED: "A solution was found in the meantime.",
    DeclineReason.KNOWN_ALREADY: "Both sides are in contact already.",
    DeclineReason.TOO_EARLY: "The other side finds that it is still too early.",
    DeclineReason.BUDGET: "The budget does not allow going further for now.",
    DeclineReason.CONDITIONS: "The terms of the collaboration do not suit the other side.",
    DeclineReason.OTHER: "The other side does not wish to go further this time.",
}

DESK: dict[DeskCount, str] = {
    DeskCount.JOIN_REQUESTS: "Requests to join: {count}",
    DeskCount.TEASERS: "Anonymous summaries to read: {count}",
    DeskCount.CURATION: "Challenges to curate: {count}",
    DeskCount.SHORTLISTS: "Shortlists without an answer from the firm: {count}",
    DeskCount.INTRODUCTIONS: "Introductions to follow: {count}",
    DeskCount.OUTCOMES: "Outcomes to record: {count}",
    DeskCount.MAILS: "E-mails not delivered: {count}",
}
