package dunlog

/** Tests that need no Android at all. */
interface OnJvm

/** Tests that run on the oldest level too. */
interface OnOldest
