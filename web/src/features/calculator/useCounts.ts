import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { api, type CountAnswer } from '@/api/client'
import { MODELS } from './models'
import type { Question } from './question'

/** Typing is counted when it pauses this long. */
const PAUSE_MS = 250

/** A longer text is counted, but not drawn token by token. */
const DRAWN_MAX = 50_000

export interface Counted {
  content: string
  answer: CountAnswer
}

/** Counts what is asked as soon as nothing changes for a moment; the last counts stay until then. */
export function useCounts(question: Question) {
  const settled = useSettled(question)
  const asked = useMemo(() => body(settled), [settled])
  return useQuery({
    // what is only multiplied is not counted again
    queryKey: ['count', asked],
    queryFn:
      asked === null
        ? skipToken
        : async ({ signal }): Promise<Counted> => ({
            content: settled.content,
            answer: await api.countTokens(asked, signal),
          }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
  })
}

/** Null where a request is no JSON. */
function body(question: Question) {
  const what = content(question)
  return what === null
    ? null
    : {
        models: MODELS.map(({ provider, model }) => ({ provider, model })),
        answer_tokens: question.answerTokens,
        cached_percent: question.cachedPercent,
        ...what,
      }
}

function content(question: Question) {
  if (question.kind === 'request') {
    const request = readable(question.content)
    return request === null ? null : { request }
  }
  return {
    text: question.content,
    ...(question.content.length <= DRAWN_MAX ? { boundaries_of: question.model } : {}),
  }
}

/** A request's JSON; null where it is none. */
export function readable(text: string): Record<string, never> | null {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null && !Array.isArray(read)
      ? (read as Record<string, never>)
      : null
  } catch {
    return null
  }
}

function useSettled(question: Question): Question {
  const [settled, setSettled] = useState(question)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(question), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [question])
  return settled
}
