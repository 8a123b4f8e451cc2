import React from "react";

export const Banner = ({ text }: { text: string }) => <aside role="status">{text}</aside>;
