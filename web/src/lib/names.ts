import type { Event, EventStatus } from '@/api/client'

/** The names people read for the words of the API. */

const PROVIDERS: Record<string, string> = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  gemini: 'Google',
  vertex: 'Google Vertex',
  vertex_anthropic: 'Vertex Anthropic',
  azure: 'Azure',
  bedrock: 'AWS Bedrock',
  mistral: 'Mistral',
  cohere: 'Cohere',
  groq: 'Groq',
  deepseek: 'DeepSeek',
  xai: 'xAI',
  openrouter: 'OpenRouter',
}

export function providerName(provider: string): string {
  return PROVIDERS[provider] ?? provider
}

/** Meters in the order in which a receipt and a sum list them. */
export const METERS: Record<string, string> = {
  input: 'Fresh input',
  cache_read: 'Cache read',
  cache_write: 'Cache write',
  cache_write_5m: 'Cache write 5 m',
  cache_write_1h: 'Cache write 1 h',
  output: 'Output',
  reasoning: 'Reasoning',
  web_search: 'Web search',
  image: 'Image',
  second: 'Second',
  character: 'Character',
  page: 'Page',
  search_unit: 'Search unit',
  session: 'Session',
  token_hour: 'Token-hour',
  request: 'Request',
}

export const INPUT_METERS = ['input', 'cache_read', 'cache_write', 'cache_write_5m', 'cache_write_1h']
export const OUTPUT_METERS = ['output', 'reasoning']
export const TOKEN_METERS = [...INPUT_METERS, ...OUTPUT_METERS]

/** `cache_read.audio` is metered as `cache_read`. */
export function meterKind(meter: string): string {
  return meter.split('.')[0]!
}

export const STATUS_NAMES: Record<EventStatus, string> = {
  priced: 'Priced',
  estimated: 'Estimated',
  unpriced: 'Unpriced',
  unknown: 'Unknown',
  interrupted: 'Interrupted',
  failed: 'Failed',
  not_billed: 'Not billed',
  no_usage: 'No usage',
}

/** What a status says about the money, as a sentence. */
export const STATUS_SENTENCES: Record<EventStatus, string> = {
  priced: 'The provider counted, the price book priced.',
  estimated: 'Counted by Meterr, because the provider’s own count did not come. In the sums, and named.',
  unpriced: 'Its tokens are counted; its price is not known. Not in any sum, counted beside it.',
  unknown: 'It may have cost money and nobody can say how much. Not in any sum, counted beside it.',
  interrupted: 'Meterr stopped while the call ran. Not in any sum, counted beside it.',
  failed: 'The request never left in full: nothing to bill.',
  not_billed: 'Answered, and the provider bills nothing for it.',
  no_usage: 'An endpoint that has no usage: models, files.',
}

export const ENDINGS: Record<Event['ending'], string> = {
  completed: 'The answer was released to its end.',
  provider_error: 'The provider answered with an error.',
  client_left: 'The client closed first.',
  provider_broke: 'The provider broke off in its answer.',
  meterr_died: 'Meterr stopped while it ran.',
  no_answer: 'No answer came: refused, closed or timed out.',
}

export const USAGE_SOURCES: Record<Event['usage_source'], string> = {
  provider: 'The provider’s own count.',
  counted: 'Counted by Meterr.',
  estimated: 'Estimated by Meterr.',
  none: 'There is none to count.',
  unknown: 'Not known.',
}

export const PRICINGS: Record<Event['pricing'], string> = {
  priced: 'A row of the price book applied.',
  unpriced: 'No row of the price book applied.',
  free: 'It is free.',
}

/** The model that answered, else the one asked for. */
export function modelOf(event: Pick<Event, 'response_model' | 'request_model'>): string {
  return event.response_model ?? event.request_model ?? ''
}
