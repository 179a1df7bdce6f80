"""Play: one dialogue as a LangGraph. The only room that knows langgraph."""
