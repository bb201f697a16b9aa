"""The real Chaos Toolkit as a pool: each call is a fork of a process that has imported it once, so hundreds of
experiments cost a few tens of milliseconds each instead of a start of Python. What runs is the reference's own
command line, unchanged.

usage (by the interpreter that has it): python reference.py, one JSON request a line on standard input:
{"folder", "words", "env", "log"}; answers {"exit", "seconds"}."""
import json
import os
import sys
import time


def child(request):
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["env"])
    log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    sys.argv = ["chaos", *request["words"]]
    from chaostoolkit.__main__ import cli
    code = 0
    try:
        cli(args=request["words"], prog_name="chaos")
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else (0 if ended.code is None else 1)
    except BaseException:
        import traceback
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main():
    import chaoslib.run  # noqa: F401: imported here once, shared by every fork
    import chaostoolkit.cli  # noqa: F401
    from chaoslib.provider import http, process, python  # noqa: F401
    for line in sys.stdin:
        request = json.loads(line)
        begun = time.monotonic()
        pid = os.fork()
        if pid == 0:
            child(request)
        deadline = begun + request.get("seconds", 60)
        while True:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                code = os.waitstatus_to_exitcode(status)
                break
            if time.monotonic() > deadline:
                os.kill(pid, 9)
                os.waitpid(pid, 0)
                code = "no end"
                break
            time.sleep(0.002)
        print(json.dumps({"exit": code, "seconds": time.monotonic() - begun}), flush=True)


if __name__ == "__main__":
    main()
