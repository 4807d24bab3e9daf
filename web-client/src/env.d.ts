declare module 'virtual:languages' {
  const languages: { code: string; name: string; direction: 'ltr' | 'rtl'; tag: string }[];
  export default languages;
}
