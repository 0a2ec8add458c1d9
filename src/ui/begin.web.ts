/** Where the keyboard, and a screen reader, begin on this page; the window stays where it is. */
document.querySelector<HTMLElement>('[data-begin]')?.focus({ preventScroll: true })

export {}
