"""English words that one slip of the fingers might have made of a function word, but that are words of their own.

Lower case, and without the words that the other lists of english/ hold. They are never taken for misspelt.
"""

from service.english.word_classes import word_set

LOOKALIKES = word_set(
    """
    aide aids ail ails aim airs ale allot aloe aloof alow amok amps anew anode ant ante apt arc areas arena aria
    ark art arts ash ate aura avid awe axe aye bad bald bale balm ban bar barn bast bat bath bather bay bead
    bean bear beat bee beep beer belt bend best bet betting bid bier bit blow boat bob bold bolt boot bore
    bother bout bow boy brig brine bring bud bug bur bust but butt buy cab cable cam can cane canoe cant cape
    car care cart cask cat caw cheer chuck clam clod cloud clue coil cold comb con cone cool cord core cove cow
    crane crow cub cud cue cues cull cup curtain da dab dad dam dame dare daring dart das date daub de dead deaf
    dean dear deer del den der des dew di dial dice did die dig dim dimple din dine dip dire dis doe does dog
    dome dos dose dot doze draw drew drown dub dud due dug dune duo dusk dying ear eat eave eel een eider el elf
    elk elm en end era est ether eve even ewe eye fad fair fan far fare farther fat father fear fed fee feel fen
    fend fern few fez fib fig fight fin fir fire firm fist fit flat fled flow foal foam foe foes fog folks font
    fool ford fore forge forger fork form fort forth foul four fowl fox fray fret fro frog from fur furious gag
    gale game gap gas gather gave gear gel ghost gift gin gist giver glue goat god gold gong good got grow gum
    gun gut guy had hail hair hale half hall ham hand hare harm hart hash hast haste hat hatch hate hater haul
    haven hawk hay hays haze head heap hear heard heart heat heath hectic heed heir hell hem hemp hen herb herd
    hero hers het hew hey hid hide hij hike him hint hip hiss hit hoar hoax hob hock hoe hoes hog hold hole home
    hone hood hoof hook hoop hoot hop hope horde horn hose host hot hound hour hours howl hub hue hug huge hull
    hum hunt hurt hut hymn ik il ills inch inn into intro ion ire iris iron isle ist item je jest jolt jut kan
    keel kelp kiln knight knot la lad lag lake land lane lap lark larks las lash lass last late lath lather laud
    law lax le leaf leak lean leap learning led lee leg lent les less lest let lie light like lime limo lint lit
    loaf loam lode loft log loot lore los lot love lover low lump lust mad made maid mail main male mall mane
    many map mar mare mash mask mast mat mate math maze mead meat meek meld melt mend mere mesh mice mild mile
    mill mind mine mined miner mini mink mint mire miss mist mite moat mob mode moist mole moor mop morn moss
    mote moth mother moths mould mound mouse mouth mow muck mud mulch mule mum munch murky muse mush musk must
    mute nag nave nay ne near neat neck nest net news nib nice nigh night nine nod noir non noon nose nosh not
    note nub nudge null numb nun nut oar oars oat odd off oft ohm oil old ooze opal opt orb ore ought ounce our
    oust out oven over overt owe owed owl own pan par para pare paw pay peer pelt pen per perk pert pet pie pin
    pit pitch plum pod por port post pot pour prey prior pro pry pub pun pup put que qui quiet ram ran rap rat
    raw ray real ream rear rib rid ride rim rind rip road rob rod roe roof root rope rot row rub rude rue rug
    rum run rusk rust rut sag sage sail sake salt sand sap sash sat save saw say scam scar seal seam seams sear
    seat sect see seed seek seen self sell send sense set sew shad shade shale shall sham shame share sharing
    shark shed shell shin ship shoal shod shoe shone shoot shop shore short shot shove show shrew shun shut shy
    side sigh sight silk sill silt sin sine sing sip sir site sits size ski sky sloe slow slug smell smog snare
    snow soap soar sob sock sod sofa soil solo son song soon soot sop sore sot soul sour sow soy span spat spur
    stag star stare stat stem stew stiff stow stuff sub sue suet suit sum sun sup sur sure surf swan sway swig
    swim tab tack tag tail tale tall tame tang tank tanks tap tar tarn tarp tart tat tater tea teal team teams
    tear teen tell ten tend tent tern test text thaw thee theft theme then theory theses thesis thick thigh thin
    thing think third thorn throat throe throw thud thug thumb thus tide tidy tie tier tight tile till tilt tin
    tip tire tit toad toe tomb ton tone too tool tooth top tore torn toss tot tough tour tours tow town toy tram
    trap tray tree trot try tub tug tune tusk twig twin two tying un und undue une unto urn use vale van vary
    vast vat vein vest vet via vial vice vis vole wad wade wafer waft wag wage wager wail wain waist wait waiter
    wake wale walk wall wan wand wane waned wann want war ward ware warm warn warp wart warum wary was wash wasp
    wast waste watch water wave wax weak weal wean wear wed weed weeds week weeks weep weir weld well wench
    wer were west wet whale whales wham wharf wheat wheel wheels whelk whet whey whig whim whims whine whip
    whips whirl whisk whit white whole whoop whore wick wide width wie wield wife wig wild wile will wilt wily
    wimp win winch wind wine wing wink wire wired wires wise wisp wit witch woe wold wolf womb won wont wood
    wool word wore work world worm worn worry wort wound wove wrap wren wrist wry yarn yaw yell yen yet yew yolk
    yore youth zij
    ont wem dem dos sur ou est son ses ces nos vos una uno sin mas hay fue ser era ha ho mi ti
    ad ai al am an ax bi br cd cf cm co cv db dc dj dr ed eg el em en eu ex fe fi ft ga go ha hi hr ia id ie io ip jr kg km la lb le lo
    lu ma md mi mm mo mp mr ms mu na ne nu nw oh ok os ox oz pa pc ph pi pm pr ps ra re se si sq sr ss st su sw ta ti tv ui uk un us ut
    vi vs wi xi ya ye yo
    """
)
