"""Drives headless Chromium for the tests of pages: the DevTools protocol over a pipe, no packages."""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

SECONDS = 60


class Browser:
    """One page of a browser. `errors` collects what the console or an uncaught exception says."""

    def __init__(self, width=1280, height=800, dark=False, phone=False):
        program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        if program is None:
            raise RuntimeError("no Chromium on this machine; run scripts/setup_services.sh")
        self.errors = []
        self._last = 0
        self._buffer = b""
        self._profile = tempfile.TemporaryDirectory(prefix="petseg_browser_")
        # Chromium reads commands from descriptor 3 and answers on 4; ours stay out of their way.
        command_pipe, answer_pipe = os.pipe(), os.pipe()
        commands, self._to, self._from, answers = (
            fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (*command_pipe, *answer_pipe))
        for end in (*command_pipe, *answer_pipe):
            os.close(end)

        def as_3_and_4():
            os.dup2(commands, 3)
            os.dup2(answers, 4)

        self._process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--no-first-run", "--disable-extensions", "--disable-background-networking",
             "--hide-scrollbars", "--user-data-dir=" + self._profile.name,
             "--remote-debugging-pipe", "about:blank"],
            preexec_fn=as_3_and_4, close_fds=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(commands)
        os.close(answers)
        self._session = None
        self._attach()
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=2 if phone else 1, mobile=phone)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._to)
        os.close(self._from)
        self._profile.cleanup()

    def _attach(self):
        page = next(target for target in self.call("Target.getTargets")["targetInfos"]
                    if target["type"] == "page")
        answer = self.call("Target.attachToTarget", targetId=page["targetId"], flatten=True)
        self._session = answer["sessionId"]

    def _message(self, seconds):
        end = time.monotonic() + seconds
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._from], [], [], max(0, end - time.monotonic()))
            piece = os.read(self._from, 1 << 20) if ready else b""
            if not piece:
                raise TimeoutError("the browser does not answer")
            self._buffer += piece
        message, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(message)

    def _note(self, message):
        parameters = message.get("params", {})
        if message.get("method") == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description", details["text"]))
        elif message.get("method") == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "assert"):
            self.errors.append(str(parameters["args"]))
        elif message.get("method") == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            self.errors.append(parameters["entry"]["text"])
        elif message.get("method") == "Network.requestWillBeSent":
            url = parameters["request"]["url"]
            if not url.startswith(("data:", "file:")):
                self.errors.append("asks the network for " + url)

    def call(self, method, **parameters):
        """A command of the DevTools protocol and its result."""
        self._last += 1
        command = {"id": self._last, "method": method, "params": parameters}
        if self._session:
            command["sessionId"] = self._session
        os.write(self._to, json.dumps(command).encode() + b"\0")
        end = time.monotonic() + SECONDS
        while True:
            message = self._message(end - time.monotonic())
            if message.get("id") != self._last:
                self._note(message)
                continue
            if "error" in message:
                raise RuntimeError(method + ": " + message["error"]["message"])
            return message["result"]

    def open(self, path):
        self.call("Page.navigate", url="file://" + str(path))
        self.wait_for("document.readyState === 'complete' && location.protocol === 'file:'")

    def visit(self, url):
        """A page of a server, which goes on working after it has come."""
        self.call("Page.navigate", url="about:blank")  # so that the next page is a new one
        self.wait_for("location.protocol === 'about:'")
        self.call("Page.navigate", url=url)

    def has_frame(self):
        return self._frame() is not None

    def run_in_frame(self, script):
        """The value of an expression in the page's sandboxed frame, which is a target of its own."""
        page = self._session
        self._session = self.call("Target.attachToTarget", targetId=self._frame(), flatten=True)["sessionId"]
        try:
            return self.run(script)
        finally:
            self._session = page

    def _frame(self):
        targets = self.call("Target.getTargets")["targetInfos"]
        return next((target["targetId"] for target in targets if target["type"] == "iframe"), None)

    def run(self, script):
        """The value of an expression in the page."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(script + ": " + answer["exceptionDetails"]["exception"]["description"])
        return answer["result"].get("value")

    def wait_for(self, condition):
        end = time.monotonic() + SECONDS
        while not self.run(condition):
            if time.monotonic() > end:
                raise TimeoutError(condition + " did not come true")
            time.sleep(0.02)

    def press(self, key):
        text = {"text": "\r" if key == "Enter" else key} if len(key) == 1 or key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                      windowsVirtualKeyCode={"Escape": 27, "Enter": 13, "ArrowLeft": 37, "ArrowRight": 39}.get(key, 0),
                      **(text if kind == "keyDown" else {}))

    def move_to(self, selector):
        """Puts the mouse on the middle of an element."""
        x, y = self.run(f"(() => {{ const box = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
                        "return [box.x + box.width / 2, box.y + box.height / 2]; })()")
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        return x, y

    def click(self, selector):
        x, y = self.move_to(selector)
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def screenshot(self, path):
        data = self.call("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
