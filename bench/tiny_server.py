"""usage: tiny_server.py: a server on a free port that answers every request on a kept connection with 200 and a few bytes,
one thread, as little work as Python allows. Prints the port; ends with its standard input."""
import selectors
import socket
import sys

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nfine"
listener = socket.create_server(("127.0.0.1", 0), backlog=512)
listener.setblocking(False)
selector = selectors.DefaultSelector()
selector.register(listener, selectors.EVENT_READ)
selector.register(sys.stdin, selectors.EVENT_READ)
print(listener.getsockname()[1], flush=True)
while True:
    for key, _ in selector.select():
        if key.fileobj is sys.stdin:
            sys.exit(0)
        if key.fileobj is listener:
            connection, _ = listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.setblocking(False)
            selector.register(connection, selectors.EVENT_READ)
            continue
        try:
            read = key.fileobj.recv(65536)
        except ConnectionError:
            read = b""
        if read:
            key.fileobj.sendall(ANSWER * read.count(b"\r\n\r\n"))
        else:
            selector.unregister(key.fileobj)
            key.fileobj.close()
