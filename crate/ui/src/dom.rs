//! A few words for building a page: elements, their words, what a press does. Text goes in as text, never as markup.

use gloo::events::EventListener;
use tallylight_core::words::Line;
use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::browser;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    fn create(tag: &str) -> Element;
}

/// An element being built.
#[derive(Clone)]
pub(crate) struct El(pub(crate) Element);

/// Begins an element.
pub(crate) fn el(tag: &str) -> El {
    El(create(tag))
}

impl El {
    pub(crate) fn class(self, class: &str) -> Self {
        self.0.set_class_name(class);
        self
    }

    pub(crate) fn attr(self, name: &str, value: &str) -> Self {
        // Fails only on names that no attribute can have, and ours are written here.
        let _ = self.0.set_attribute(name, value);
        self
    }

    pub(crate) fn text(self, text: &str) -> Self {
        self.0.set_text_content(Some(text));
        self
    }

    /// With a message as its text.
    pub(crate) fn say(self, name: &str) -> Self {
        self.text(&browser::say(name))
    }

    /// With a message and what goes into it as its text.
    pub(crate) fn line(self, line: &Line) -> Self {
        self.text(&browser::line(line))
    }

    #[allow(clippy::needless_pass_by_value, reason = "whoever gives a child away is done with it")]
    pub(crate) fn child(self, child: Self) -> Self {
        // Fails only where an element would come to stand within itself.
        let _ = self.0.append_child(&child.0);
        self
    }

    pub(crate) fn children(self, children: impl IntoIterator<Item = Self>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// Does something whenever this event comes. The page lives as long as its document, and so do its listeners.
    pub(crate) fn on(self, event: &'static str, mut act: impl FnMut() + 'static) -> Self {
        EventListener::new(&self.0, event, move |_| act()).forget();
        self
    }
}

/// A link that opens in a tab of its own.
pub(crate) fn link(name: &str, href: &str) -> El {
    el("a").say(name).attr("href", href).attr("target", "_blank")
}

/// A button with a message on it.
pub(crate) fn button(name: &str, act: impl FnMut() + 'static) -> El {
    el("button").attr("type", "button").say(name).on("click", act)
}

/// A button that stands several times on a page, and says aloud what it is about.
pub(crate) fn labelled(name: &str, of: &str, act: impl FnMut() + 'static) -> El {
    button(name, act).attr("aria-label", &format!("{}: {of}", browser::say(name)))
}

/// The element with this id; a new one where the page lacks it, so that a page of another version loses a part and not all.
pub(crate) fn by_id(id: &str) -> Element {
    gloo::utils::document().get_element_by_id(id).unwrap_or_else(|| create("div"))
}

/// Replaces what is in an element.
pub(crate) fn fill(place: &Element, with: impl IntoIterator<Item = El>) {
    place.set_text_content(None);
    for part in with {
        let _ = place.append_child(&part.0);
    }
}

/// Gives the document its language and direction, and the elements of its HTML their words: `data-say` names a message for the text.
pub(crate) fn speak(body: &Element) {
    if let Some(root) = gloo::utils::document().document_element() {
        let _ = root.set_attribute("lang", &browser::say("lang"));
        let _ = root.set_attribute("dir", &browser::say("dir"));
    }
    let Ok(spoken) = body.query_selector_all("[data-say]") else { return };
    for i in 0..spoken.length() {
        let Some(node) = spoken.get(i).and_then(|n| n.dyn_into::<Element>().ok()) else { continue };
        if let Some(name) = node.get_attribute("data-say") {
            node.set_text_content(Some(&browser::say(&name)));
        }
    }
}
