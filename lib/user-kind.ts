/** What a proxy user stands for. */
export enum UserKind {
  /** A person. */
  USER = 'user',
  /** A program that nobody sits at. */
  SERVICE = 'service',
  /** An application that people use. */
  APP = 'app',
}
