/** Line icons of our own, 24 by 24. They decorate: a word always stands beside them. */
const PATHS = {
  'arrow': 'M5 12h14m-6-6 6 6-6 6',
  'back': 'M19 12H5m6-6-6 6 6 6',
  'bell': 'M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4',
  'bell-off': 'M3 3l18 18M6.4 9A6 6 0 0 0 6 11v5l-1.5 2H18M9.5 5.6A6 6 0 0 1 18 11v3M10 21h4',
  'calendar': 'M4 6h16v14H4zM4 10h16M8 3v4m8-4v4',
  'camera': 'M3 7h12v10H3zM15 11l6-3.5v9L15 13z',
  'camera-off': 'M3 3l18 18M8 7h7v7m0 3H3V7h1M15 11l6-3.5v9',
  'chat': 'M4 5h16v11H11l-5 4v-4H4z',
  'check': 'M5 12.5l4.5 4.5L19 7.5',
  'chevron': 'M9 6l6 6-6 6',
  'clock': 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2',
  'close': 'M6 6l12 12M18 6L6 18',
  'copy': 'M9 9h11v11H9zM5 15H4V4h11v1',
  'danger': 'M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 8v5m0 3v.1',
  'devices': 'M4 6h9m4 0h3M4 12h3m4 0h9M4 18h9m4 0h3M15 4v4M9 10v4m6 2v4',
  'document': 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6m-6 4h6',
  'hand': 'M8 12V6a1.5 1.5 0 0 1 3 0v5-6.5a1.5 1.5 0 0 1 3 0V11 6a1.5 1.5 0 0 1 3 0v8a6 6 0 0 1-6 6.5c-3 0-4.5-1.5-6-4.5l-1.5-3a1.4 1.4 0 0 1 2.5-1.3L8 14',
  'hang-up': 'M3 14c0-2.5 4-5 9-5s9 2.5 9 5c0 1.5-.5 2-1.5 2l-3-.7c-.8-.2-1.2-.7-1.2-1.5v-1.6a11 11 0 0 0-6.6 0v1.6c0 .8-.4 1.3-1.2 1.5l-3 .7C3.5 16 3 15.5 3 14z',
  'info': 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v6m0-10v.1',
  'keyboard': 'M3 6h18v12H3zM7 10h.1M11 10h.1M15 10h.1M8 14h8',
  'list': 'M8 6h12M8 12h12M8 18h12M4 6h.1M4 12h.1M4 18h.1',
  'mail': 'M3 6h18v12H3zM3 7l9 6 9-6',
  'microphone': 'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4m-3 0h6',
  'microphone-off': 'M3 3l18 18M9 9v2a3 3 0 0 0 4.5 2.6M15 10.5V6a3 3 0 0 0-5.7-1.3M6 11a6 6 0 0 0 9.5 4.9M18 11c0 .7-.1 1.3-.3 1.9M12 17v4m-3 0h6',
  'megaphone': 'M4 10v4h3l9 4V6l-9 4zM19 9.5a4 4 0 0 1 0 5M8 14.5l1 5h2.5l-1-4',
  'more': 'M12 4.6a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2zm0 6.8a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2zm0 6.8a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2z',
  'pause': 'M8 5v14M16 5v14',
  'people': 'M9 4a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2.5 20c0-3.5 2.5-6 6.5-6s6.5 2.5 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5m2 3.5c2.2.8 3.5 2.8 3.5 5.5',
  'person': 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20c0-3.5 3-6 7.5-6s7.5 2.5 7.5 6',
  'phone': 'M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a1.5 1.5 0 0 1-1.5 1.5C10.5 20.5 3.5 13.5 3.5 5.5A1.5 1.5 0 0 1 5 4z',
  'search': 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L21 21',
  'skip': 'M12 4v9m-4-4 4 4 4-4M4 17h16M4 21h16',
  'sound': 'M4 9.5h3.5L12 6v12l-4.5-3.5H4zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11',
  'star': 'M12 3.5l2.6 5.6 6 .7-4.5 4.1 1.2 6L12 16.9l-5.3 3 1.2-6-4.5-4.1 6-.7z',
  'transfer': 'M4 8h14m-4-4 4 4-4 4M20 16H6m4-4-4 4 4 4',
  'undo': 'M9 7H4V2M4.5 7a8 8 0 1 1-1 8',
  'warning': 'M12 4l9 16H3zM12 10v5m0 2.5v.1',
} as const;

export type IconName = keyof typeof PATHS;

const TURNS: readonly IconName[] = ['arrow', 'back', 'chevron'];

export function Icon({ name, size = 24 }: { name: IconName; size?: number }) {
  return (
    <svg class={TURNS.includes(name) ? 'icon icon--turns' : 'icon'} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
