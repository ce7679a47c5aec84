/** A first call in four ways; two values change, everything else stays. */
export interface Snippet {
  name: string
  /** Text, with what is the reader's own marked. */
  parts: readonly (string | { own: string })[]
}

export function snippets(base: string, key: string): Snippet[] {
  const own = { own: key }
  return [
    {
      name: 'curl',
      parts: [
        'curl ',
        { own: `${base}/v1/chat/completions` },
        ' \\\n  -H "Authorization: Bearer ',
        own,
        '" \\\n  -H "Content-Type: application/json" \\\n  -d \'{"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Say hello in Norwegian."}]}\'',
      ],
    },
    {
      name: 'Python',
      parts: [
        'from openai import OpenAI\n\nclient = OpenAI(\n    base_url="',
        { own: `${base}/v1` },
        '",\n    api_key="',
        own,
        '",\n)\nclient.chat.completions.create(\n    model="gpt-5-mini",\n    messages=[{"role": "user", "content": "Say hello in Norwegian."}],\n)',
      ],
    },
    {
      name: 'Node',
      parts: [
        'import OpenAI from "openai";\n\nconst client = new OpenAI({\n  baseURL: "',
        { own: `${base}/v1` },
        '",\n  apiKey: "',
        own,
        '",\n});\nawait client.chat.completions.create({\n  model: "gpt-5-mini",\n  messages: [{ role: "user", content: "Say hello in Norwegian." }],\n});',
      ],
    },
    {
      name: 'Java',
      parts: [
        'OpenAIClient client = OpenAIOkHttpClient.builder()\n    .baseUrl("',
        { own: `${base}/v1` },
        '")\n    .apiKey("',
        own,
        '")\n    .build();\nclient.chat().completions().create(\n    ChatCompletionCreateParams.builder()\n        .model("gpt-5-mini")\n        .addUserMessage("Say hello in Norwegian.")\n        .build());',
      ],
    },
    {
      name: 'Anthropic',
      parts: [
        'curl ',
        { own: `${base}/v1/messages` },
        ' \\\n  -H "x-api-key: ',
        own,
        '" \\\n  -H "anthropic-version: 2023-06-01" \\\n  -H "Content-Type: application/json" \\\n  -d \'{"model": "claude-haiku-4-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Say hello in Norwegian."}]}\'',
      ],
    },
  ]
}

export function textOf({ parts }: Snippet): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.own)).join('')
}
