/** Of the passphrase that protects secrets where there is no keychain, in characters. */
export const MIN_PASSPHRASE = 12;
