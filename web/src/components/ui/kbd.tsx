/** The key that does it; hidden where there is no keyboard to expect. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="hidden min-w-4 rounded-s border border-b-2 border-line-strong bg-surface px-1 text-center font-sans text-[10.5px]/[14px] font-medium text-ink-3 lg:inline-block touch:hidden!">
      {children}
    </kbd>
  )
}
