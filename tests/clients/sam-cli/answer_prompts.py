"""Runs a command on a terminal of its own and answers its prompts, as a person does.

    python3 answer_prompts.py ANSWERS COMMAND...

ANSWERS is JSON: a list of pairs of what a prompt says and what is typed then. They come in their
order; a prompt that never comes, and one that nobody has an answer for, end the command. Prints what
the command printed, and ends with the exit code that the command ended with.
"""

import json
import os
import pty
import re
import select
import sys

SILENCE_MAX_S = 120
SIZE_COLUMNS = "200"

# Colours, and how the cursor moves.
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


def main():
    answers = json.loads(sys.argv[1])
    child, terminal = pty.fork()
    if child == 0:
        os.environ["COLUMNS"] = SIZE_COLUMNS
        os.execvp(sys.argv[2], sys.argv[2:])
    unread = ""
    while True:
        ready, _, _ = select.select([terminal], [], [], SILENCE_MAX_S)
        if not ready:
            sys.exit(f"nothing came after: {unread[-500:]}")
        try:
            chunk = os.read(terminal, 65536)
        except OSError:
            # Linux says so where the other end of the terminal is gone.
            break
        if chunk == b"":
            break
        text = CONTROL.sub("", chunk.decode(errors="replace"))
        sys.stdout.write(text)
        sys.stdout.flush()
        unread += text
        while answers and answers[0][0] in unread and unread.rstrip(" ").endswith(":"):
            prompt, answer = answers.pop(0)
            unread = unread[unread.index(prompt) + len(prompt) :]
            os.write(terminal, f"{answer}\n".encode())
    _, status = os.waitpid(child, 0)
    if answers:
        sys.exit(f"was never asked for: {answers[0][0]}")
    sys.exit(os.waitstatus_to_exitcode(status))


main()
