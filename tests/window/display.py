#!/usr/bin/env python3
"""display.py list | close NAME | size NAME | resize NAME WIDTH HEIGHT | leave   The windows that the X display shows, by name;
asking one to close as the cross in its frame would (WM_DELETE_WINDOW), for there is no window manager in a test; how large it
is; and taking the keyboard away from all of them."""

import ctypes
import sys

x11 = ctypes.CDLL("libX11.so.6")
Window = ctypes.c_ulong
VIEWABLE, CLIENT_MESSAGE = 2, 33


class Attributes(ctypes.Structure):
    _fields_ = [("x", ctypes.c_int), ("y", ctypes.c_int), ("width", ctypes.c_int), ("height", ctypes.c_int),
                ("border", ctypes.c_int), ("depth", ctypes.c_int), ("visual", ctypes.c_void_p), ("root", Window),
                ("class_", ctypes.c_int), ("bit_gravity", ctypes.c_int), ("win_gravity", ctypes.c_int),
                ("backing_store", ctypes.c_int), ("backing_planes", ctypes.c_ulong), ("backing_pixel", ctypes.c_ulong),
                ("save_under", ctypes.c_int), ("colormap", ctypes.c_ulong), ("map_installed", ctypes.c_int),
                ("map_state", ctypes.c_int), ("all_event_masks", ctypes.c_long), ("your_event_mask", ctypes.c_long),
                ("do_not_propagate_mask", ctypes.c_long), ("override_redirect", ctypes.c_int),
                ("screen", ctypes.c_void_p)]


class ClientMessage(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
                ("display", ctypes.c_void_p), ("window", Window), ("message_type", ctypes.c_ulong),
                ("format", ctypes.c_int), ("data", ctypes.c_long * 5), ("room", ctypes.c_long * 24)]


x11.XOpenDisplay.restype = ctypes.c_void_p
x11.XDefaultRootWindow.restype = Window
x11.XInternAtom.restype = ctypes.c_ulong
# A window may go while it is looked at: that is no error here.
HANDLER = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
ignore = HANDLER(lambda _display, _error: 0)
x11.XSetErrorHandler(ignore)


def shown(display: ctypes.c_void_p) -> list[tuple[int, str]]:
    """The windows below the root that can be seen and have a name."""
    root, parent, count = Window(), Window(), ctypes.c_uint()
    children = ctypes.POINTER(Window)()
    x11.XQueryTree(display, x11.XDefaultRootWindow(display), ctypes.byref(root), ctypes.byref(parent),
                   ctypes.byref(children), ctypes.byref(count))
    found = []
    for window in children[:count.value]:
        attributes, name = Attributes(), ctypes.c_char_p()
        seen = x11.XGetWindowAttributes(display, Window(window), ctypes.byref(attributes))
        if seen and attributes.map_state == VIEWABLE and x11.XFetchName(display, Window(window), ctypes.byref(name)):
            found.append((window, name.value.decode(errors="replace")))
    return found


def close(display: ctypes.c_void_p, window: int) -> None:
    atom = lambda name: x11.XInternAtom(display, name, 0)  # noqa: E731
    message = ClientMessage(type=CLIENT_MESSAGE, window=window, message_type=atom(b"WM_PROTOCOLS"), format=32)
    message.data[0] = atom(b"WM_DELETE_WINDOW")
    x11.XSendEvent(display, Window(window), 0, ctypes.c_long(0), ctypes.byref(message))


class Image(ctypes.Structure):
    _fields_ = [("width", ctypes.c_int), ("height", ctypes.c_int), ("xoffset", ctypes.c_int), ("format", ctypes.c_int),
                ("data", ctypes.c_void_p), ("byte_order", ctypes.c_int), ("unit", ctypes.c_int),
                ("bit_order", ctypes.c_int), ("pad", ctypes.c_int), ("depth", ctypes.c_int),
                ("bytes_per_line", ctypes.c_int), ("bits_per_pixel", ctypes.c_int)]


def colours(display: ctypes.c_void_p, window: int, width: int = 400, height: int = 300) -> int:
    """How many colours there are in the upper left of a window: few while it is empty."""
    image = x11.XGetImage(display, Window(window), 0, 0, width, height, ctypes.c_ulong(0xFFFFFFFF), 2)
    if not image:
        return 0
    size = image.contents.bytes_per_line * image.contents.height
    found = len(set(memoryview(ctypes.string_at(image.contents.data, size)).cast("I")))
    x11.XDestroyImage(image)
    return found


x11.XGetImage.restype = ctypes.POINTER(Image)


def size(display: ctypes.c_void_p, window: int) -> tuple[int, int]:
    attributes = Attributes()
    x11.XGetWindowAttributes(display, Window(window), ctypes.byref(attributes))
    return attributes.width, attributes.height


def main() -> None:
    display = ctypes.c_void_p(x11.XOpenDisplay(None))
    windows = shown(display)
    what, *names = sys.argv[1:]
    if what == "list":
        print("\n".join(name for _, name in windows))
    elif what == "leave":
        x11.XSetInputFocus(display, Window(0), 0, ctypes.c_ulong(0))
    else:
        wanted = next((window for window, name in windows if name == names[0]), None)
        if wanted is None:
            sys.exit(f"there is no window “{names[0]}” among {[name for _, name in windows]}")
        if what == "close":
            close(display, wanted)
        elif what == "resize":
            x11.XResizeWindow(display, Window(wanted), *map(int, names[1:]))
        else:
            print("%dx%d" % size(display, wanted))
    x11.XSync(display, 0)
    x11.XCloseDisplay(display)


if __name__ == "__main__":
    main()
