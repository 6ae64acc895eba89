// Browsers start no worker for a page opened as a file, so that the search would be silent there; a hidden frame does its work.
if (location.protocol === "file:") {
  window.Worker = class {
    constructor(address) {
      this.onmessage = null;
      this.onerror = null;
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.append(this.frame);
      const room = this.frame.contentWindow;
      room.postMessage = (data) => setTimeout(() => this.onmessage && this.onmessage({ data }));
      this.ready = new Promise((resolve, reject) => {
        const script = room.document.createElement("script");
        script.onload = resolve;
        script.onerror = () => { if (this.onerror) this.onerror(new Error("no search worker")); reject(); };
        script.src = address;
        room.document.body.append(script);
      });
    }
    postMessage(data) {
      this.ready.then(() => this.frame.contentWindow.onmessage({ data: this.frame.contentWindow.structuredClone(data) }), () => {});
    }
    terminate() {
      this.frame.remove();
    }
  };
}
