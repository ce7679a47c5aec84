"""Calls Meterr with the providers' own clients, unchanged but for base URL and key.

  calls.py BASE KEY CLIENT     CLIENT is openai, anthropic or google-genai

Prints one JSON line per case: {"case", "event", "detail"}; exits 1 at the first that is not as the client's users expect.
"""
import json
import sys

BASE, KEY, CLIENT = sys.argv[1:4]
WEATHER = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


def told(case, headers=None, **detail):
    event = headers.get("x-meterr-event-id") if headers is not None else None
    print(json.dumps({"case": case, "event": event, "detail": detail}), flush=True)


def openai_client():
    import openai

    client = openai.OpenAI(base_url=BASE + "/v1", api_key=KEY, max_retries=0)
    messages = [{"role": "user", "content": "A few words, please."}]

    raw = client.chat.completions.with_raw_response.create(model="gpt-5-mini", messages=messages)
    answer = raw.parse()
    assert answer.choices[0].message.content and answer.usage.total_tokens > 0
    told("plain", raw.headers, cost=raw.headers.get("x-meterr-cost"), total=answer.usage.total_tokens)

    with client.chat.completions.with_streaming_response.create(model="gpt-5-mini", messages=messages, stream=True) as raw:
        chunks = list(raw.parse())
    assert "".join(c.choices[0].delta.content or "" for c in chunks)
    assert all(c.usage is None and c.choices for c in chunks), "usage was not asked for and must not be seen"
    told("streamed", raw.headers, chunks=len(chunks))

    with client.chat.completions.with_streaming_response.create(
        model="gpt-5-mini", messages=messages, stream=True, stream_options={"include_usage": True}
    ) as raw:
        chunks = list(raw.parse())
    assert chunks[-1].usage.total_tokens > 0 and not chunks[-1].choices
    told("streamed with usage", raw.headers, total=chunks[-1].usage.total_tokens)

    tools = [{"type": "function", "function": {"name": "weather", "description": "Tells the weather", "parameters": WEATHER}}]
    raw = client.chat.completions.with_raw_response.create(model="gpt-5-mini", messages=messages, tools=tools, tool_choice="required")
    call = raw.parse().choices[0].message.tool_calls[0]
    assert call.function.name == "weather" and "city" in json.loads(call.function.arguments)
    told("tools", raw.headers)

    raw = client.responses.with_raw_response.create(model="gpt-5-mini", input="A few words, please.")
    assert raw.parse().usage.total_tokens > 0
    told("responses", raw.headers, total=raw.parse().usage.total_tokens)

    with client.responses.with_streaming_response.create(model="gpt-5-mini", input="A few words, please.", stream=True) as raw:
        events = list(raw.parse())
    assert events[-1].type == "response.completed"
    told("responses streamed", raw.headers, total=events[-1].response.usage.total_tokens)

    raw = client.embeddings.with_raw_response.create(model="text-embedding-3-small", input=["one", "two"])
    assert len(raw.parse().data) == 2
    told("embeddings", raw.headers, total=raw.parse().usage.total_tokens)

    try:
        client.chat.completions.create(model="gpt-5-mini", messages=messages, extra_headers={"x-sandbox-fault": "error-429"})
        raise AssertionError("a 429 must come through")
    except openai.RateLimitError as error:
        told("error", error.response.headers, message=error.body.get("message"))

    try:
        openai.OpenAI(base_url=BASE + "/v1", api_key="mtr_wrong00000000000000000000", max_retries=0).models.list()
        raise AssertionError("a wrong key must be refused")
    except openai.AuthenticationError as error:
        assert error.code.startswith("meterr_"), error.code
        told("wrong key")

    raw = client.models.with_raw_response.list()
    assert any(model.id == "gpt-5-mini" for model in raw.parse())
    told("models", raw.headers)


def anthropic_client():
    import anthropic

    client = anthropic.Anthropic(base_url=BASE, api_key=KEY, max_retries=0)
    messages = [{"role": "user", "content": "A few words, please."}]

    raw = client.messages.with_raw_response.create(model="claude-sonnet-4-6", max_tokens=200, messages=messages)
    answer = raw.parse()
    assert answer.content[0].text and answer.usage.output_tokens > 0
    told("plain", raw.headers, cost=raw.headers.get("x-meterr-cost"), total=answer.usage.input_tokens + answer.usage.output_tokens)

    with client.messages.stream(model="claude-sonnet-4-6", max_tokens=200, messages=messages) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
        headers = stream.response.headers
    assert text and final.usage.output_tokens > 0
    told("streamed", headers, total=final.usage.input_tokens + final.usage.output_tokens)

    tools = [{"name": "weather", "description": "Tells the weather", "input_schema": WEATHER}]
    raw = client.messages.with_raw_response.create(
        model="claude-sonnet-4-6", max_tokens=200, messages=messages, tools=tools, tool_choice={"type": "any"}
    )
    call = [block for block in raw.parse().content if block.type == "tool_use"][0]
    assert call.name == "weather" and "city" in call.input
    told("tools", raw.headers)

    raw = client.messages.with_raw_response.count_tokens(model="claude-sonnet-4-6", messages=messages)
    assert raw.parse().input_tokens > 0
    told("count tokens", raw.headers)

    try:
        client.messages.create(model="claude-sonnet-4-6", max_tokens=200, messages=messages, extra_headers={"x-sandbox-fault": "error-529"})
        raise AssertionError("a 529 must come through")
    except anthropic.APIStatusError as error:
        assert error.status_code == 529
        told("error", error.response.headers, message=error.body["error"]["message"])

    try:
        anthropic.Anthropic(base_url=BASE, api_key="mtr_wrong00000000000000000000", max_retries=0).messages.create(
            model="claude-sonnet-4-6", max_tokens=10, messages=messages
        )
        raise AssertionError("a wrong key must be refused")
    except anthropic.AuthenticationError as error:
        assert error.body["error"]["type"].startswith("meterr_"), error.body
        told("wrong key")

    raw = client.models.with_raw_response.list()
    assert any(model.id.startswith("claude") for model in raw.parse())
    told("models", raw.headers)


def google_client():
    from google import genai
    from google.genai import errors, types

    def client(key=KEY, headers=None):
        return genai.Client(api_key=key, http_options=types.HttpOptions(base_url=BASE, headers=headers))

    model = "gemini-2.5-flash"
    words = "A few words, please."
    gemini = client()

    answer = gemini.models.generate_content(model=model, contents=words)
    assert answer.text and answer.usage_metadata.total_token_count > 0
    told("plain", answer.sdk_http_response.headers, total=answer.usage_metadata.total_token_count)

    chunks = list(gemini.models.generate_content_stream(model=model, contents=words))
    assert "".join(chunk.text or "" for chunk in chunks)
    told("streamed", chunks[0].sdk_http_response.headers, total=chunks[-1].usage_metadata.total_token_count)

    weather = types.Tool(function_declarations=[types.FunctionDeclaration(name="weather", description="Tells the weather", parameters_json_schema=WEATHER)])
    config = types.GenerateContentConfig(
        tools=[weather],
        tool_config=types.ToolConfig(function_calling_config=types.FunctionCallingConfig(mode="ANY")),
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
    )
    answer = gemini.models.generate_content(model=model, contents=words, config=config)
    assert answer.function_calls[0].name == "weather"
    told("tools", answer.sdk_http_response.headers)

    count = gemini.models.count_tokens(model=model, contents=words)
    assert count.total_tokens > 0
    told("count tokens", count.sdk_http_response.headers if count.sdk_http_response else None)

    embedded = gemini.models.embed_content(model="gemini-embedding-001", contents=["one", "two"])
    assert len(embedded.embeddings) == 2
    told("embeddings", embedded.sdk_http_response.headers if embedded.sdk_http_response else None)

    faulty = client(headers={"x-sandbox-fault": "error-429"})
    try:
        faulty.models.generate_content(model=model, contents=words)
        raise AssertionError("a 429 must come through")
    except errors.ClientError as error:
        assert error.code == 429
        told("error", message=error.message)

    stranger = client(key="mtr_wrong00000000000000000000")
    try:
        stranger.models.generate_content(model=model, contents=words)
        raise AssertionError("a wrong key must be refused")
    except errors.ClientError as error:
        assert error.code == 401 and error.status == "UNAUTHENTICATED", (error.code, error.status)
        told("wrong key")

    assert any("gemini" in listed.name for listed in gemini.models.list())
    told("models")


{"openai": openai_client, "anthropic": anthropic_client, "google-genai": google_client}[CLIENT]()
