"""Amazon Bedrock: the conversation schema of Nova and distillation, and Claude 3 Haiku's."""

from society.export.formats.format import Format, Record
from society.export.formats.messages import apart, plain
from society.export.views import Lens

SCHEMA = "bedrock-conversation-2024"


def conversation(lens: Lens) -> Record:
    """The whole dialogue, texts as parts."""
    system, talk = apart(lens.lines)
    return {
        "schemaVersion": SCHEMA,
        "system": [{"text": system}],
        "messages": [{"role": each.role, "content": [{"text": each.content}]} for each in talk],
    }


def claude(lens: Lens) -> Record:
    """The whole dialogue, the system text beside it."""
    system, talk = apart(lens.lines)
    return {"system": system, "messages": plain(talk)}


FORMATS = (
    Format(
        name="bedrock",
        title="Amazon Bedrock: conversations (Nova, distillation)",
        needs="lens",
        record=conversation,
        masks=False,
    ),
    Format(
        name="bedrock-claude",
        title="Amazon Bedrock: Claude 3 Haiku",
        needs="lens",
        record=claude,
        masks=False,
    ),
)
