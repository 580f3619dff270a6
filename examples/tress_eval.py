"""Drive `tress eval` from Python: values in, measures out.

    with TressEval("scenarios/riverside.toml", "--set", "population.size=2000") as tress:
        answer = tress({"adoption.hazard.q": 0.3})
        print(answer["champions"]["late_entries"] - answer["none"]["late_entries"])

The program is found on the PATH, or where the environment variable TRESS says.
"""

import json
import os
import subprocess


class TressError(Exception):
    """What tress said about values that it could not evaluate."""


class TressEval:
    """A running `tress eval`; communities stay built from one call to the next."""

    def __init__(self, scenario, *flags):
        program = os.environ.get("TRESS", "tress")
        self.process = subprocess.Popen(
            [program, "eval", scenario, *flags],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __call__(self, values):
        """The measures by arm of the scenario with these values."""
        return next(self.all([values]))

    def all(self, points):
        """The measures of many points, in order. They are run side by side."""
        points = list(points)
        # A few are under way at any time: neither side ever waits for the other to read.
        ahead = 16
        for value in points[:ahead]:
            self._send(value)
        for number in range(len(points)):
            answer = self._receive()
            if number + ahead < len(points):
                self._send(points[number + ahead])
            if "error" in answer:
                raise TressError(f"{points[number]}: {answer['error']}")
            yield answer

    def _send(self, values):
        self.process.stdin.write(json.dumps(values) + "\n")
        self.process.stdin.flush()

    def _receive(self):
        line = self.process.stdout.readline()
        if not line:
            raise TressError("tress has ended; what it said is on stderr")
        return json.loads(line)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
