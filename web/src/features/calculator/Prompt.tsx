import { memo, useMemo } from 'react'
import { cn } from '@/lib/cn'
import { cut } from './pieces'

/** The same for what is written and for what is drawn below it, or they would not cover each other. */
const SHAPE =
  'px-3.5 py-3 font-mono text-[13px]/[25px] break-normal whitespace-pre-wrap [overflow-wrap:anywhere] md:px-[18px] md:py-4 md:text-[14px]/[27px]'

/** A text to write in, with its tokens drawn behind the letters. */
export function Prompt({
  label,
  text,
  countedText,
  ends,
  onChange,
}: {
  label: string
  text: string
  countedText: string
  ends: readonly number[]
  onChange: (text: string) => void
}) {
  return (
    <div className="grid max-h-[60vh] min-h-[282px] flex-1 overflow-auto">
      <div className="relative min-h-full">
        <div aria-hidden="true" className={cn(SHAPE, 'min-h-full')}>
          <Tokens text={text} countedText={countedText} ends={ends} />
        </div>
        <textarea
          aria-label={label}
          value={text}
          onChange={(event) => onChange(event.target.value)}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          className={cn(
            SHAPE,
            'absolute inset-0 size-full resize-none overflow-hidden bg-transparent text-transparent caret-ink outline-none selection:bg-accent/25 selection:text-transparent focus-visible:outline-none',
          )}
        />
      </div>
    </div>
  )
}

const Tokens = memo(function Tokens({
  text,
  countedText,
  ends,
}: {
  text: string
  countedText: string
  ends: readonly number[]
}) {
  const pieces = useMemo(() => cut(text, countedText, ends), [text, countedText, ends])
  return (
    <>
      {pieces.tokens.map((token, i) => (
        <span
          key={i}
          className={cn(
            'border-b-2 py-[2px]',
            i % 2 === 0
              ? 'border-accent bg-[color-mix(in_oklab,var(--accent)_15%,var(--surface))]'
              : 'border-line-strong',
          )}
        >
          {token}
        </span>
      ))}
      {pieces.rest}
      {/* a line break at the end takes room only when something follows */}
      {'\u200b'}
    </>
  )
})
