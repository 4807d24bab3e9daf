declare module 'virtual:languages' {
  const languages: { code: string; name: string; direction: 'ltr' | 'rtl'; tag: string }[];
  export default languages;
}

declare module 'virtual:notices' {
  interface Words {
    title: string;
    body: string;
  }
  const notices: Record<string, { lang: string; dir: 'ltr' | 'rtl'; near: Words; 'place-ends': Words }>;
  export default notices;
}
