// Calls Meterr with the providers' own clients, unchanged but for base URL and key.
//
//   calls.mjs BASE KEY CLIENT     CLIENT is openai, anthropic or google-genai
//
// Prints one JSON line per case: {"case", "event", "detail"}; exits 1 at the first that is not as the client's users expect.
import assert from 'node:assert/strict';

const [base, key, which] = process.argv.slice(2);
const weather = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const wrongKey = 'mtr_wrong00000000000000000000';
const words = 'A few words, please.';

const told = (name, headers, detail = {}) =>
  console.log(JSON.stringify({ case: name, event: headers?.get?.('x-meterr-event-id') ?? headers?.['x-meterr-event-id'] ?? null, detail }));

async function all(stream) {
  const items = [];
  for await (const item of stream) items.push(item);
  return items;
}

async function refused(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return assert.fail('it must be refused');
}

async function openai() {
  const { default: OpenAI } = await import('openai');
  const client = new OpenAI({ baseURL: `${base}/v1`, apiKey: key, maxRetries: 0 });
  const messages = [{ role: 'user', content: words }];
  const model = 'gpt-5-mini';

  let { data, response } = await client.chat.completions.create({ model, messages }).withResponse();
  assert.ok(data.choices[0].message.content && data.usage.total_tokens > 0);
  told('plain', response.headers, { total: data.usage.total_tokens, cost: response.headers.get('x-meterr-cost') });

  ({ data, response } = await client.chat.completions.create({ model, messages, stream: true }).withResponse());
  let chunks = await all(data);
  assert.ok(chunks.map((chunk) => chunk.choices[0].delta.content ?? '').join(''));
  assert.ok(chunks.every((chunk) => !('usage' in chunk) && chunk.choices.length > 0), 'usage was not asked for and must not be seen');
  told('streamed', response.headers);

  ({ data, response } = await client.chat.completions
    .create({ model, messages, stream: true, stream_options: { include_usage: true } })
    .withResponse());
  chunks = await all(data);
  assert.ok(chunks.at(-1).usage.total_tokens > 0);
  told('streamed with usage', response.headers, { total: chunks.at(-1).usage.total_tokens });

  const tools = [{ type: 'function', function: { name: 'weather', description: 'Tells the weather', parameters: weather } }];
  ({ data, response } = await client.chat.completions.create({ model, messages, tools, tool_choice: 'required' }).withResponse());
  assert.equal(data.choices[0].message.tool_calls[0].function.name, 'weather');
  told('tools', response.headers);

  ({ data, response } = await client.responses.create({ model, input: words }).withResponse());
  assert.ok(data.usage.total_tokens > 0);
  told('responses', response.headers, { total: data.usage.total_tokens });

  ({ data, response } = await client.responses.create({ model, input: words, stream: true }).withResponse());
  const events = await all(data);
  assert.equal(events.at(-1).type, 'response.completed');
  told('responses streamed', response.headers, { total: events.at(-1).response.usage.total_tokens });

  ({ data, response } = await client.embeddings.create({ model: 'text-embedding-3-small', input: ['one', 'two'] }).withResponse());
  assert.equal(data.data.length, 2);
  told('embeddings', response.headers, { total: data.usage.total_tokens });

  let error = await refused(() => client.chat.completions.create({ model, messages }, { headers: { 'x-sandbox-fault': 'error-429' } }));
  assert.equal(error.status, 429);
  told('error', error.headers);

  error = await refused(() => new OpenAI({ baseURL: `${base}/v1`, apiKey: wrongKey, maxRetries: 0 }).models.list());
  assert.equal(error.status, 401);
  assert.match(error.code, /^meterr_/);
  told('wrong key');

  const models = await all(await client.models.list());
  assert.ok(models.some((listed) => listed.id === model));
  told('models');
}

async function anthropic() {
  const { default: Anthropic } = await import('@anthropic-ai/sdk');
  const client = new Anthropic({ baseURL: base, apiKey: key, maxRetries: 0 });
  const asked = { model: 'claude-sonnet-4-6', max_tokens: 200, messages: [{ role: 'user', content: words }] };

  let { data, response } = await client.messages.create(asked).withResponse();
  assert.ok(data.content[0].text && data.usage.output_tokens > 0);
  told('plain', response.headers, { total: data.usage.input_tokens + data.usage.output_tokens });

  ({ data, response } = await client.messages.create({ ...asked, stream: true }).withResponse());
  const events = await all(data);
  assert.equal(events.at(-1).type, 'message_stop');
  told('streamed', response.headers);

  const tools = [{ name: 'weather', description: 'Tells the weather', input_schema: weather }];
  ({ data, response } = await client.messages.create({ ...asked, tools, tool_choice: { type: 'any' } }).withResponse());
  assert.ok(data.content.some((block) => block.type === 'tool_use' && block.name === 'weather'));
  told('tools', response.headers);

  ({ data, response } = await client.messages.countTokens({ model: asked.model, messages: asked.messages }).withResponse());
  assert.ok(data.input_tokens > 0);
  told('count tokens', response.headers);

  let error = await refused(() => client.messages.create(asked, { headers: { 'x-sandbox-fault': 'error-529' } }));
  assert.equal(error.status, 529);
  told('error', error.headers);

  error = await refused(() => new Anthropic({ baseURL: base, apiKey: wrongKey, maxRetries: 0 }).messages.create(asked));
  assert.equal(error.status, 401);
  assert.match(error.error.error.type, /^meterr_/);
  told('wrong key');

  const models = await all(await client.models.list());
  assert.ok(models.some((listed) => listed.id.startsWith('claude')));
  told('models');
}

async function google() {
  const { GoogleGenAI } = await import('@google/genai');
  const client = (apiKey = key, headers = undefined) => new GoogleGenAI({ apiKey, httpOptions: { baseUrl: base, headers } });
  const gemini = client();
  const model = 'gemini-2.5-flash';

  let answer = await gemini.models.generateContent({ model, contents: words });
  assert.ok(answer.text && answer.usageMetadata.totalTokenCount > 0);
  told('plain', answer.sdkHttpResponse?.headers, { total: answer.usageMetadata.totalTokenCount });

  const chunks = await all(await gemini.models.generateContentStream({ model, contents: words }));
  assert.ok(chunks.map((chunk) => chunk.text ?? '').join(''));
  told('streamed', chunks[0].sdkHttpResponse?.headers, { total: chunks.at(-1).usageMetadata.totalTokenCount });

  answer = await gemini.models.generateContent({
    model,
    contents: words,
    config: {
      tools: [{ functionDeclarations: [{ name: 'weather', description: 'Tells the weather', parametersJsonSchema: weather }] }],
      toolConfig: { functionCallingConfig: { mode: 'ANY' } },
    },
  });
  assert.equal(answer.functionCalls[0].name, 'weather');
  told('tools', answer.sdkHttpResponse?.headers);

  const count = await gemini.models.countTokens({ model, contents: words });
  assert.ok(count.totalTokens > 0);
  told('count tokens');

  const embedded = await gemini.models.embedContent({ model: 'gemini-embedding-001', contents: ['one', 'two'] });
  assert.equal(embedded.embeddings.length, 2);
  told('embeddings');

  let error = await refused(() => client(key, { 'x-sandbox-fault': 'error-429' }).models.generateContent({ model, contents: words }));
  assert.equal(error.status, 429);
  told('error');

  error = await refused(() => client(wrongKey).models.generateContent({ model, contents: words }));
  assert.equal(error.status, 401);
  told('wrong key');

  const models = await all(await gemini.models.list());
  assert.ok(models.some((listed) => listed.name.includes('gemini')));
  told('models');
}

await { openai, anthropic, 'google-genai': google }[which]();
