"""The one exception type whose message is meant for the user."""


class UserError(Exception):
    """Bad input or environment. The message says what is wrong and what to do; the command line prints it without a
    traceback and exits with status 2."""
