/* A document's page: cite what is selected. */

import { announce } from "./announce.js";
import { offerCitations } from "./reading.js";

const text = document.querySelector(".source");

offerCitations(document.getElementById("cite-template"), () => ({ text, address: text.dataset.address }), announce);
