"""Groups of words alike in meaning, compiled by hand; semicolons separate them."""

from service.english.calendar import MONTH_NAMES, MONTH_NUMBERS
from service.english.numbers_and_units import ONES, ORDINAL_VALUES

_ENDINGS = {1: "st", 2: "nd", 3: "rd"}

_ALIKE = """
begin start commence initiate launch open onset origin; end finish conclude stop cease terminate close final;
die death dead killed decease pass; born birth birthplace native; kill murder assassinate slay execute massacre;
create make produce build construct establish found form develop design invent introduce;
founder founded founding establish creator; write author wrote written writer pen compose publish;
say said state claim argue assert declare announce tell told note remark contend;
call name known term title refer dub nickname designate label; buy purchase acquire bought acquisition;
sell sold sale; big large great huge vast major; biggest largest greatest; small little tiny minor;
leader head chief ruler leader commander; lead led head command; rule govern reign ruler;
win won victory defeat beat victor winner triumph; defeat beat lose lost loss conquer; use utilize employ usage;
live reside inhabit dwell population resident inhabitant; people population inhabitant person;
city town capital municipality; country nation state; money funds cash fund finance income;
cost price expense spend spent; pay paid salary wage earn earnings income;
job occupation profession career work position role; work job labor employ; company firm corporation business;
movie film; tv television; show program programme series; game match; player athlete; car automobile vehicle;
illness disease sickness; doctor physician; lawyer attorney; teach taught teacher instructor education instruct;
student pupil; school college university; child children kid son daughter offspring; son male child boy;
daughter female child girl; wife spouse married marry husband marriage wed; father mother parent;
brother sister sibling; old age aged elder ancient; oldest earliest; new recent modern;
increase rise grow growth expand raise; decrease decline reduce fall drop reduction lower; help assist aid support;
attack assault invade invasion raid; war conflict battle fight fought; army troops soldiers forces military;
soldier troop; agreement treaty accord pact deal; law legislation act statute legal rule; vote elect election ballot;
choose select pick chose chosen elect appoint; appoint name nominate; get receive obtain gain acquire;
give gave grant award provide offer; prize award medal honor; show display exhibit demonstrate reveal;
find found discover discovery; think believe consider regard view; belief faith religion;
important significant key major main; main primary principal chief; common frequent popular usual;
different distinct various; type kind sort form variety; part portion section component piece;
number amount quantity total; near close adjacent nearby next; locate situate location site place lie;
place location site area region; area region territory zone; arrive reach came come;
leave left depart departure exit; move relocate transfer migrate; go went travel; return back; send sent;
carry transport; cause result lead reason because due; effect impact influence consequence; happen occur take place;
allow permit enable let; ban prohibit forbid bar outlaw; prevent stop block; need require necessary requirement;
want desire wish; try attempt seek; change alter modify; replace succeed substitute follow;
similar like alike resemble; oppose against opposition opponent; agree consent; reject refuse deny decline;
protect defend guard; destroy demolish ruin; hurt injure harm wound damage;
jail prison imprison incarcerate detain custody; arrest detain detention capture seize hold held custody imprison;
free release liberate; church religious; king monarch queen emperor; picture image photo photograph painting;
speech address talk; letter correspondence; book novel work; song music; food eat; river stream; hill mountain;
street road avenue; house home residence; building structure; factory plant; farm agriculture agricultural;
fuel energy power; fast quick rapid speed; hot heat warm temperature; long length; tall high height; wide width;
deep depth; weigh weight; far distance; often frequently; usually typically generally; annual yearly;
perform performance; study research examine; test experiment; theory hypothesis; method technique way means approach;
include contain consist comprise composed made; consist compose comprise; belong member; own possess owner ownership;
control dominate; join member; separate divide split; connect link; mean meaning definition; example instance;
problem issue difficulty trouble; goal aim purpose objective; plan plot scheme; idea concept notion;
responsible duty charge; famous well-known notable renowned; rich wealthy wealth; poor poverty; good best better;
bad worse worst; stay remain; keep retain maintain; broadcast air televise transmit; host hold held;
appear appearance; criticize criticism critic; ask request; answer reply respond response; fail failure; last final;
first original initial earliest; previous former prior; currently today now present; percent percentage;
majority most; foreign international; jewish jew; catholic roman; two both pair twice double; three triple; twelve dozen;
agree agreement consensus; disagree dispute disagreement; decide decision determine;
marry marriage wedding; divorce separate; invent invention inventor; discover discovery discoverer; nickname alias;
birthday birth; funeral burial buried bury; study graduate degree alumnus attend educate education educated bachelor;
job occupation position officer career; live reside residence resident live home; use using deploy wield fire;
salary wage pay earn income; tax levy; debt loan owe; profit revenue income earnings; export import trade;
sport athletic; coach manager; stadium arena venue; champion championship title winner; song single album;
sing singer vocalist; act actor actress star; direct director; write writer author playwright novelist;
paint painter artist painting; sculpt sculptor sculpture; architect architecture design;
scientist researcher science; chemical chemistry; physics physicist; mathematician mathematics math;
disease illness infection; medicine drug medication treatment; cure treat treatment heal; hospital clinic;
nurse doctor; pupil student; lesson class course; exam test; religion faith belief; priest clergy pastor minister;
worship pray prayer; god deity; holy sacred; bible scripture; emperor empire imperial; king kingdom royal monarchy;
president presidential; govern government; parliament legislature congress; democracy democratic;
republic republican; communist communism; revolution rebellion revolt uprising; rebel insurgent;
protest demonstrate demonstration demonstrator protester; strike walkout; police officer; crime criminal offense;
murder homicide killing; theft steal robbery; trial court judge; guilty convict conviction;
punish punishment penalty sentence; refugee asylum; flee escape fled; border frontier; ship boat vessel;
train railway railroad rail; plane aircraft airplane; fly flight; drive driver; bridge crossing; port harbor;
coast shore; island isle; sea ocean maritime; forest wood; animal species; plant vegetation;
rain rainfall precipitation; weather climate; winter cold; earthquake quake; fire burn blaze;
explode explosion bomb blast; gun weapon arms; kill death; survive survivor; population inhabitant;
language speak tongue; speak speech; word term; news media press journalist reporter; newspaper journal;
internet web online; computer software; phone telephone; number figure; age old; young youth; rich wealth;
iron steel metal; stone rock; oil petroleum; electric electricity electrical; sound noise; size dimension;
weight weigh; speed velocity; height altitude; area surface; energy power; change transform;
improve improvement enhance; damage destruction; repair restore restoration; protect protection safety security;
danger threat risk; warn warning; fear afraid; hate hatred; anger angry; happy joy; sad grief; support back endorse;
oppose object opposition; praise laud; blame accuse accusation allege; deny refute rebut; admit acknowledge concede;
promise pledge vow; demand call insist; urge encourage press; suggest recommend propose proposal recommendation;
approve adopt ratify pass; sign signature; cancel abolish repeal scrap; delay postpone; expand extend;
divide division split; unite union merge merger combine; independent independence autonomy; colony colonial colonize;
slave slavery; origin source; ancestor descent descendant; tribe clan; custom tradition; culture cultural;
festival celebration; holiday vacation; museum gallery; exhibit exhibition; clothes clothing wear dress;
eye sight vision; gene genetic; bacteria microbe germ; virus viral; immune immunity
"""


def _short_names(month: int) -> list[str]:
    return [name for name, number in MONTH_NUMBERS.items() if number == month and name not in MONTH_NAMES]


# A number and its figure, a month and its short forms.
_WRITTEN_OTHERWISE = (
    *(f"{word} {value}" for word, value in ONES.items() if value > 1),
    *(f"{word} {value}{_ENDINGS.get(value, 'th')}" for word, value in ORDINAL_VALUES.items()),
    *(" ".join([name, *_short_names(number)]) for number, name in enumerate(MONTH_NAMES, 1)),
)
RELATED_WORDS = ";".join([_ALIKE, *_WRITTEN_OTHERWISE])

# A country, its people and its adjective: closer than words alike in meaning.
PEOPLES = """
american america us usa; british britain england english uk; french france; german germany; chinese china;
japanese japan; russian russia; italian italy; spanish spain; dutch netherlands holland; greek greece;
turkish turkey; canadian canada; mexican mexico; indian india; irish ireland; scottish scotland; welsh wales;
polish poland; swedish sweden; norwegian norway; danish denmark; swiss switzerland; european europe; african africa;
asian asia; mongol mongolian mongolia; ottoman turk turkish turkey; australian australia; austrian austria;
brazilian brazil; korean korea; vietnamese vietnam; israeli israel; palestinian palestine;
iranian iran persian persia; iraqi iraq; afghan afghanistan; pakistani pakistan; egyptian egypt; kenyan kenya;
nigerian nigeria; ukrainian ukraine; hungarian hungary; czech czechia; portuguese portugal; belgian belgium;
finnish finland finn; icelandic iceland; tibetan tibet; taiwanese taiwan; californian california; texan texas
"""
