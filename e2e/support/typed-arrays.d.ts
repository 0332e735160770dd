/** `toBase64` and its like: the browsers of the tests have them. */
/// <reference lib="esnext.typedarrays" />
