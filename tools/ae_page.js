/* Over the chart of codes the pointer shows the row whose point is nearest, and what the decoder makes of the code there. */
"use strict";
(function () {
    const map = document.getElementById("map"), stored = document.getElementById("map-data");
    if (!map || !stored)
        return;
    const data = JSON.parse(stored.textContent), svg = map.querySelector("svg"), panel = document.getElementById("map-alive");

    /* ---- The decoder ---- */

    const activations = {
        linear: x => x,
        relu: x => x > 0 ? x : 0,
        leaky_relu: (x, slope) => x > 0 ? x : slope * x,
        elu: (x, alpha) => x > 0 ? x : alpha * Math.expm1(x),
        sigmoid: x => 1 / (1 + Math.exp(-x)),
        tanh: x => Math.tanh(x),
        softplus: x => x > 30 ? x : Math.log1p(Math.exp(x)),
    };

    function floats(text) {
        const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0)), view = new DataView(bytes.buffer);
        return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
    }

    const decoder = data.decoder && {
        layers: data.decoder.layers.map(l => ({
            out: l.out, act: x => activations[l.act](x, l.parameter), weights: floats(l.weights), bias: floats(l.bias),
        })),
        center: floats(data.decoder.center),
        spread: floats(data.decoder.spread),
        axes: data.decoder.axes,
    };

    function affine(layer, from) {
        const to = Float64Array.from(layer.bias);
        from.forEach((x, i) => {
            for (let k = 0; k < layer.out; k++)
                to[k] += x * layer.weights[i * layer.out + k];
        });
        return to.map(layer.act);
    }

    function decode(code) {
        return decoder.layers.reduce((x, layer) => affine(layer, x), Float64Array.from(code))
            .map((x, k) => x * decoder.spread[k] + decoder.center[k]);
    }

    window.aeDecode = decoder ? decode : null;

    /* ---- The chart: where its points are, and what a place in it means ---- */

    const points = [];
    svg.querySelectorAll("path").forEach(path => {
        if (/^(M[-\d.]+ [-\d.]+h(0|\.1))+$/.test(path.getAttribute("d")))
            for (const [, x, y] of path.getAttribute("d").matchAll(/M([-\d.]+) ([-\d.]+)/g))
                points.push([+x, +y]);
    });

    function scale(name) {
        const [low, high, from, to] = (svg.getAttribute(name) || "").split(" ").map(Number);
        return at => low + (at - from) / (to - from) * (high - low);
    }
    const toX = scale("data-x"), toY = scale("data-y");

    /* The nearest of the points whose rows are in the page. */
    function nearest(x, y) {
        let best = 0, least = Infinity;
        for (let i = 0; i < points.length; i += data.stride) {
            const d = (points[i][0] - x) ** 2 + (points[i][1] - y) ** 2;
            if (d < least) {
                least = d;
                best = i;
            }
        }
        return best;
    }

    /* ---- Drawing ---- */

    function make(name, into, text) {
        const element = into.appendChild(document.createElement(name));
        element.textContent = text || "";
        return element;
    }

    function pane(title) {
        const box = make("div", panel);
        make("b", box, title);
        const canvas = data.form === "columns" ? null : make("canvas", box);
        if (canvas) {
            canvas.width = data.form === "pictures" ? data.size[0] : 280;
            canvas.height = data.form === "pictures" ? data.size[1] : 140;
            canvas.className = data.form;
            canvas.setAttribute("role", "img");
            canvas.setAttribute("aria-label", title);
        }
        return { canvas, table: canvas ? null : make("dl", box), text: make("p", box) };
    }

    const ring = document.createElementNS(svg.namespaceURI, "circle");

    function drawSignal(canvas, numbers) {
        const to = canvas.getContext("2d"), low = Math.min(...numbers), high = Math.max(...numbers), range = high - low || 1;
        to.clearRect(0, 0, canvas.width, canvas.height);
        to.strokeStyle = getComputedStyle(document.body).color;
        to.beginPath();
        numbers.forEach((y, i) => to.lineTo(4 + i / (numbers.length - 1) * (canvas.width - 8),
            canvas.height - 4 - (y - low) / range * (canvas.height - 8)));
        to.stroke();
    }

    function drawPicture(canvas, numbers) {
        const [width, height] = data.size, area = width * height, image = new ImageData(width, height);
        for (let i = 0; i < area; i++) {
            for (let c = 0; c < 3; c++)
                image.data[4 * i + c] = 255 * numbers[i + (data.channels === 3 ? c : 0) * area];
            image.data[4 * i + 3] = 255;
        }
        canvas.getContext("2d").putImageData(image, 0, 0);
    }

    function showPicture(canvas, number) {
        const [width, height] = data.stored, [left, top] = [number % data.across, Math.floor(number / data.across)];
        canvas.getContext("2d").drawImage(document.getElementById("map-pictures"), left * width, top * height, width, height,
            0, 0, ...data.size);
    }

    function fill(table, values) {
        table.textContent = "";
        data.columns.forEach((name, k) => {
            make("dt", table, name);
            make("dd", table, typeof values[k] === "number" ? String(+values[k].toPrecision(5)) : values[k] || "\u2013");
        });
    }

    function showRow(at, index) {
        const number = index / data.stride;
        at.text.textContent = data.names[number];
        if (data.form === "columns")
            fill(at.table, data.rows[number]);
        else if (data.form === "signals")
            drawSignal(at.canvas, data.rows[number]);
        else
            showPicture(at.canvas, number);
    }

    function showDecoded(at, x, y) {
        const [origin, first, second] = decoder.axes, u = toX(x), v = toY(y);
        const numbers = decode(origin.map((o, k) => o + u * first[k] + v * second[k]));
        at.text.textContent = "at " + u.toPrecision(3) + ", " + v.toPrecision(3);
        if (data.form === "columns")
            fill(at.table, numbers);
        else
            (data.form === "signals" ? drawSignal : drawPicture)(at.canvas, numbers);
    }

    /* ---- The pointer ---- */

    if (points.length === 0)
        return;
    panel.hidden = false;
    make("p", panel, "Move over the chart: the nearest row" + (decoder ? ", and what the decoder makes of the place" : "")).className = "note";
    const row = pane("The nearest row"), decoded = decoder ? pane("Decoded here") : null;
    ring.setAttribute("r", "6");
    ring.setAttribute("fill", "none");
    ring.setAttribute("stroke", "currentColor");
    ring.setAttribute("stroke-width", "2");
    svg.appendChild(ring);

    function show(x, y) {
        const index = nearest(x, y);
        ring.setAttribute("cx", points[index][0]);
        ring.setAttribute("cy", points[index][1]);
        showRow(row, index);
        if (decoded)
            showDecoded(decoded, x, y);
    }

    svg.addEventListener("pointermove", event => {
        const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
        show(at.x, at.y);
    });
    window.addEventListener("load", () => show(...points[0]));
})();
