import { cn } from '@/lib/cn'

/** One of a few, side by side. */
export function Segmented<T extends string>({
  label,
  options,
  value,
  onChange,
  className,
}: {
  label: string
  options: readonly (readonly [value: T, name: string])[]
  value: T
  onChange: (value: T) => void
  className?: string
}) {
  return (
    <div
      role="group"
      aria-label={label}
      className={cn('inline-flex overflow-hidden rounded-s border border-line bg-surface', className)}
    >
      {options.map(([option, name]) => (
        <button
          key={option}
          type="button"
          aria-pressed={option === value}
          onClick={() => onChange(option)}
          className="border-l border-line px-[9px] py-[2px] text-small/[20px] text-ink-2 first:border-l-0 hover:bg-hover focus-visible:-outline-offset-2 aria-pressed:bg-ink aria-pressed:font-medium aria-pressed:text-surface"
        >
          {name}
        </button>
      ))}
    </div>
  )
}
