declare module '*.lua' {
  const text: string;
  // oxlint-disable-next-line import/no-default-export -- how a text import is typed
  export default text;
}
